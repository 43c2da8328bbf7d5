import type { Check } from './check';
import { projectFiles, textOf } from './files';

const TEXT = /\.(?:tsx?|[mc]?js|css|sql|md|ya?ml|json|html|liquid)$/;
const SKIPPED = /(?:^|\/)(?:package-lock\.json|tsconfig\.tsbuildinfo)$|\.(?:eml|snap)$/;

const UNFINISHED = [
  /\bTO(?:DO)\b/,
  /\bFIX(?:ME)\b/,
  /\bXX(?:X)\b/,
  /coming (?:soon)/i,
  /lorem (?:ipsum)/i,
  /not (?:yet )?implemented/i,
];
const SWITCHED_OFF = /\b(?:describe|it|test|suite|bench)(?:\.\w+)*\.(?:only|skip|skipIf|runIf|todo|fixme|fails)\b\s*\(/;

/** No unfinished words anywhere, and no test that is switched off or runs alone. */
export const words: Check = {
  name: 'words',
  async run(root) {
    const problems: string[] = [];
    for (const file of projectFiles(root)) {
      if (!TEXT.test(file) || SKIPPED.test(file)) continue;
      const text = textOf(root, file);
      if (text === null || !suspicious(text)) continue;
      for (const [index, line] of text.split('\n').entries()) {
        const hit = [...UNFINISHED, ...(file.endsWith('.md') ? [] : [SWITCHED_OFF])]
          .map((w) => w.exec(line)?.[0])
          .find(Boolean);
        if (hit) problems.push(`${file}:${index + 1} says “${hit.trim()}”: finish it, or take it out`);
      }
    }
    return { problems };
  },
};

function suspicious(text: string): boolean {
  return UNFINISHED.some((word) => word.test(text)) || SWITCHED_OFF.test(text);
}
