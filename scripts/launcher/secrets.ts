import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError } from './failure';

const names = ['postgres', 'ao_owner', 'ao_app', 'ao_system', 'clickhouse', 'auth', 'encryption', 'tracking'] as const;

/** What this installation made up for itself: 64 hex digits each, kept in DATA_DIR/secrets.json (0600). */
export type Secrets = Record<(typeof names)[number], string>;

/** Reads the installation's secrets and makes those that are absent. Raises LaunchError on a damaged file. */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  let kept: Record<string, unknown> = {};
  try {
    kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new LaunchError(
        `${file} cannot be read as JSON: restore it from a backup, since it holds the keys of the data beside it.`,
        error,
      );
    }
  }
  const secrets = Object.fromEntries(
    names.map((name) => [name, typeof kept[name] === 'string' ? kept[name] : randomBytes(32).toString('hex')]),
  ) as Secrets;
  if (names.some((name) => kept[name] !== secrets[name])) {
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}
