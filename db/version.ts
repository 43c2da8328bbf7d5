import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let known: string | undefined;

/** The schema version of this code, read from the project's migrations; the process runs in the project's folder. */
export function schemaVersion(folder = join(process.cwd(), 'db', 'migrations')): string {
  return (known ??= readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .reduce((version, name) => /^-- version: (\d+\.\d+\.\d+)$/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? version, '0.0.0'));
}
