import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder {
  path: string;
  remove(): void;
}

/**
 * Makes a folder that goes when it is removed, and however this process ends before that: by an error outside any promise or by a
 * signal. `first` ends what still writes into it then.
 */
export function temporaryFolder(prefix: string, first: () => void): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  // What ends at this moment may still write.
  const drop = () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  const end = () => {
    first();
    drop();
  };
  const leave = () => process.exit(1);
  process.once('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave);
  return {
    path,
    remove: () => {
      process.off('exit', end);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, leave);
      drop();
    },
  };
}
