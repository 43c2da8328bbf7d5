import { basename, join } from 'node:path';
import { bundle } from '../../scripts/launcher/bundle';
import { projectDir } from '../../scripts/launcher/children';

/** Builds a process of the project as production builds its workers; gives the file that Node runs. */
export async function bundled(entry: string): Promise<string> {
  const file = join(projectDir, '.next', 'cache', 'bench', `${basename(entry, '.ts')}.mjs`);
  await bundle(projectDir, entry, file);
  return file;
}
