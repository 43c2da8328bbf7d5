import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectDir } from './children';

// Answers the liveness check and names itself; "build" leaves what a finished build leaves.
const web = `
import { createServer } from 'node:http';
import { mkdirSync, writeFileSync, existsSync, appendFileSync } from 'node:fs';
if (process.argv[2] === 'build') {
  appendFileSync('builds', '1');
  if (existsSync('broken')) { console.error('Type error: planted'); process.exit(1); }
  mkdirSync('.next', { recursive: true });
  writeFileSync('.next/BUILD_ID', 'sample');
} else {
  const body = () => JSON.stringify({ pid: process.pid, env: process.env });
  const server = createServer((request, response) => response.end(body())).listen(Number(process.env.PORT), '127.0.0.1');
  process.once('SIGTERM', () => server.close(() => process.exit(0)));
}
`;

const files: Record<string, string> = {
  'node_modules/next/dist/bin/next': web,
  'node_modules/next/package.json': '{"name":"next","type":"module"}',
  'app/page.tsx': 'export default () => null;',
  'db/migrate.ts': 'export const migrate = async () => ({ applied: [], version: "0" });',
  'db/clickhouse/migrate.ts': 'export const migrateClickhouse = async () => undefined;',
  'db/seed/first-start.ts':
    'export const firstStart = async () => ({ adminLink: "http://sample/once", created: true });',
  'workers/main.ts': `import { writeFileSync } from 'node:fs';
    writeFileSync(process.env.DATA_DIR + '/worker.pid', String(process.pid));
    process.once('SIGTERM', () => process.exit(0));
    setInterval(() => 1, 1000);`,
};

/** A project with the real launcher, PostgreSQL and ClickHouse, and the smallest web and worker processes. */
export function makeSampleProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ao-project-'));
  // As a project usually is; below a closed folder root's cluster would go to /var/lib.
  chmodSync(folder, 0o755);
  for (const name of [
    'scripts',
    'lib/platform/config.ts',
    'lib/platform/wrong-input.ts',
    'tsconfig.json',
    'package.json',
  ]) {
    cpSync(join(projectDir, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(projectDir, 'node_modules'))) {
    if (name !== 'next' && !name.startsWith('.'))
      symlinkSync(join(projectDir, 'node_modules', name), join(folder, 'node_modules', name));
  }
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
