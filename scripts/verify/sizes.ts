import type { Check } from './check';
import { codeFiles, textOf } from './files';

const MAX_LINES = 400;
const MAX_DEPTH = 3;

/** Files ≤ 400 lines; folders ≤ 3 below a top-level one, the route segments of app aside. */
export const sizes: Check = {
  name: 'sizes',
  async run(root) {
    const files = codeFiles(root);
    const problems: string[] = [];
    const shipped: number[] = [];
    for (const file of files) {
      const text = textOf(root, file);
      if (text === null) continue;
      const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      if (lines > MAX_LINES)
        problems.push(`${file} has ${lines} lines, the limit is ${MAX_LINES}: split it by noun or verb`);
      if (!/\.(?:test|e2e)\.tsx?$/.test(file)) shipped.push(lines);
      const depth = file.split('/').length - 2;
      if (depth > MAX_DEPTH && !file.startsWith('app/')) {
        problems.push(`${file} lies ${depth} folders below a top-level one, the limit is ${MAX_DEPTH}`);
      }
    }
    if (shipped.length === 0) problems.push('no code file was found');
    const note = `${shipped.length} files, median ${quantile(shipped, 0.5)} lines (aim ≤ 80), p95 ${quantile(shipped, 0.95)} (aim ≤ 250)`;
    return { problems, note };
  },
};

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
