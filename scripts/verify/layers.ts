import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check';
import { binOf, runNode } from './tool';

const FOLDERS = ['app', 'components', 'lib', 'db', 'workers', 'scripts', 'bench', 'e2e'];

interface Cruise {
  summary: {
    totalCruised: number;
    totalDependenciesCruised: number;
    violations: { from: string; to: string; rule: { name: string }; cycle?: { name: string }[] }[];
  };
  modules: { source: string }[];
}

/** Who may import whom (.dependency-cruiser.cjs). Fails too when nothing was cruised: an unusable compiler looks green. */
export const layers: Check = {
  name: 'layers',
  async run(root) {
    const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
    const { stdout, stderr } = await runNode(binOf('dependency-cruiser', 'depcruise'), args, root);
    if (!stdout.trimStart().startsWith('{')) return { problems: [stderr || 'dependency-cruiser printed no result'] };
    const { summary, modules } = JSON.parse(stdout) as Cruise;
    const own = modules.filter((module) => /\.tsx?$/.test(module.source) && !module.source.includes('node_modules'));
    if (own.length === 0) return { problems: ['no TypeScript module was cruised: does TypeScript 6 resolve here?'] };
    if (summary.totalDependenciesCruised === 0) return { problems: ['no import was seen in any module'] };
    const problems = summary.violations.map(({ from, to, rule, cycle }) => {
      const way = cycle ? cycle.map((step) => step.name).join(' → ') : to;
      return `${from} → ${way} (${rule.name})`;
    });
    return { problems, note: `${own.length} modules, ${summary.totalDependenciesCruised} imports` };
  },
};
