import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asEnvironment, freePort, isAlive, isSameProcess, until } from './processes';
import { readRuntime, type Runtime } from './runtime-file';
import { makeSampleProject } from './sample-project';

let project = '';
let port = 0;
const dataDir = () => join(project, '.data');
const launched: ChildProcess[] = [];

beforeAll(async () => {
  project = makeSampleProject();
  port = await freePort();
});

afterAll(async () => {
  for (const child of launched) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await until(() => launched.every((child) => child.exitCode !== null || child.signalCode !== null), 30_000);
  rmSync(project, { recursive: true, force: true });
});

interface Launched {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
}

function launch(given: Record<string, string> = {}): Launched {
  const env = asEnvironment({
    PATH: process.env.PATH ?? '',
    PORT: String(port),
    HOST: '127.0.0.1',
    INBOUND_SMTP_PORT: '0',
    ...given,
  });
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: project, env });
  launched.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said, ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) };
}

async function ready(given?: Record<string, string>): Promise<Launched & { runtime: Runtime }> {
  const run = launch(given);
  const isReady = () => run.said().includes('is ready') || run.child.exitCode !== null;
  await until(isReady, 60_000);
  expect(run.said()).toContain(`is ready: http://localhost:${port}`);
  const runtime = readRuntime(dataDir());
  if (!runtime) throw new Error('runtime.json is missing');
  return { ...run, runtime };
}

const web = async () =>
  (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as { pid: number; env: Record<string, string> };

describe('the start command', () => {
  it('brings everything up, keeps it up through kills, and stops it in order', async () => {
    const { runtime, said, child, ended } = await ready();
    // The last line comes after the one that says it is ready.
    expect(await until(() => said().includes('http://sample/once'), 20_000)).toBe(true);
    for (const step of ['PostgreSQL', 'ClickHouse', 'schema', 'build', 'workers', 'web']) {
      expect(said()).toMatch(new RegExp(`^✓ ${step} \\(\\d+\\.\\d s\\)$`, 'm'));
    }
    const first = await web();
    expect(first.env).toMatchObject({ NODE_ENV: 'production', DATABASE_URL: runtime.databaseUrl, DATA_DIR: dataDir() });
    const sql = postgres(first.env.DATABASE_OWNER_URL ?? '', { max: 1 });
    await sql`create table acked as select 7 as n`;
    await sql.end();
    const clickhouse = createClient({ url: runtime.clickhouseUrl });
    expect((await clickhouse.ping()).success).toBe(true);
    await clickhouse.close();

    const workerPid = () => Number(existsSync(workerFile) && readFileSync(workerFile, 'utf8'));
    const workerFile = join(dataDir(), 'worker.pid');
    expect(await until(() => workerPid() > 0, 20_000)).toBe(true);
    const worker = workerPid();
    process.kill(first.pid, 'SIGKILL');
    process.kill(worker, 'SIGKILL');
    expect(await until(async () => (await web().catch(() => first)).pid !== first.pid, 20_000)).toBe(true);
    expect(await until(() => workerPid() > 0 && workerPid() !== worker, 20_000)).toBe(true);
    const named = () => Object.values(readRuntime(dataDir())?.processes ?? {});
    expect(await until(() => named().length === 4 && named().every(isSameProcess), 20_000)).toBe(true);

    const left = named();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(left.filter(isSameProcess)).toEqual([]);
    expect(['lock', 'runtime.json'].filter((name) => existsSync(join(dataDir(), name)))).toEqual([]);
  });

  it('heals after a kill of the launcher: nothing stays behind, nothing committed is lost, nothing is built twice', async () => {
    const first = await ready({ WORKERS: '2' });
    first.child.kill('SIGKILL');
    await first.ended;
    const { postgres: old, ...others } = first.runtime.processes;
    expect(Object.keys(others).sort()).toEqual(['clickhouse', 'web', 'workers', 'workers-2']);
    expect(await until(() => !Object.values(others).some(isSameProcess), 20_000)).toBe(true);
    const second = await ready();
    expect([old, ...Object.values(others)].filter((it) => it && isAlive(it.pid) && isSameProcess(it))).toEqual([]);
    const sql = postgres(second.runtime.databaseOwnerUrl, { max: 1 });
    expect(await sql`select n from acked`).toMatchObject([{ n: 7 }]);
    await sql.end();
    expect(readFileSync(join(project, 'builds'), 'utf8')).toBe('1');
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
  });

  it('says how a failed build ended and leaves nothing running', async () => {
    writeFileSync(join(project, 'broken'), '');
    writeFileSync(join(project, 'app', 'page.tsx'), 'changed');
    const run = launch();
    expect(await run.ended).toBe(1);
    expect(run.said()).toContain('Type error: planted');
    expect(readRuntime(dataDir())).toBeNull();
    expect(existsSync(join(dataDir(), 'postgres', 'postmaster.pid'))).toBe(false);
  });
});
