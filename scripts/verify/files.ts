import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SKIPPED = new Set([
  'node_modules',
  '.next',
  '.data',
  '.git',
  'seeds',
  'test-results',
  'playwright-report',
  'coverage',
  'tmp',
]);
const CODE = /\.(?:tsx?|[mc]?js)$/;

/** Paths of all files of the project, relative to root with forward slashes, build output and data aside. */
export function projectFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (dir: string) => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'));
    }
  };
  walk(root);
  return found.toSorted();
}

/** The files of projectFiles that hold our own TypeScript or JavaScript. */
export function codeFiles(root: string): string[] {
  return projectFiles(root).filter((file) => CODE.test(file) && file !== 'next-env.d.ts');
}

/** The text of a project file, or null when it vanished since it was listed (an editor's swap file, a parallel task). */
export function textOf(root: string, file: string): string | null {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
