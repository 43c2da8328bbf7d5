import { join } from 'node:path';
import { build, stop } from 'esbuild';

/** Where the workers of a build stand. */
export const workersOf = (root: string): string => join(root, '.next', 'workers.mjs');

/**
 * Puts an entry of the project and all of its own modules into one file that Node runs as it is. From their sources they run too, as in
 * development, but the loader takes 60 MB and wraps each function that is made in one that names it: a tenth of what a message costs.
 */
export async function bundle(root: string, entry: string, outfile: string): Promise<void> {
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external' },
      ...{ tsconfig: join(root, 'tsconfig.json'), sourcemap: 'linked', logLevel: 'silent' },
    });
  } finally {
    // Its own process would stay for as long as ours.
    await stop();
  }
}

/** The workers of a build, beside what `next build` makes; it clears the folder, so this comes after it. */
export const bundleWorkers = (root: string): Promise<void> => bundle(root, join('workers', 'main.ts'), workersOf(root));
