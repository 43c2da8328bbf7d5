import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bareClient, type Tags } from '@/db/client';
import { migrate } from '@/db/migrate';
import { until } from '@/lib/platform/bus/contract';
import { DATABASE, startPostgres } from '@/scripts/launcher/postgres';

const project = fileURLToPath(new URL('..', import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), 'ao-workers-'));
let server: Awaited<ReturnType<typeof startPostgres>>;
let sql: Tags;
let env: Record<string, string>;
const children: ChildProcess[] = [];

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : 0;
}

beforeAll(async () => {
  server = await startPostgres({ dataDir, log: () => undefined });
  await migrate({ ownerUrl: server.urls.owner });
  // As another role than the workers', whose connections are ended below.
  sql = bareClient(Object.assign(new URL(server.superUrl), { pathname: DATABASE }).href, 2);
  const secret = () => randomBytes(32).toString('hex');
  env = {
    DATABASE_URL: server.urls.app,
    DATABASE_SYSTEM_URL: server.urls.system,
    DATABASE_OWNER_URL: server.urls.owner,
    DATA_DIR: dataDir,
    AUTH_SECRET: secret(),
    TRACKING_SECRET: secret(),
    ENCRYPTION_KEY: secret(),
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    METRICS_PORT: String(await freePort()),
    INBOUND_SMTP_PORT: String(await freePort()),
    NATS_URL: '',
    REDIS_URL: '',
    ELASTICSEARCH_URL: '',
    CLICKHOUSE_URL: '',
  };
});
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) await ended(child, () => child.kill('SIGKILL'));
});
afterAll(async () => {
  await sql.end({ timeout: 5 });
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(): ChildProcess {
  const child = fork(join(project, 'workers', 'main.ts'), [], {
    cwd: project,
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  return child;
}

async function ended(child: ChildProcess, act: () => unknown): Promise<[number | null, string | null]> {
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  act();
  return exit;
}

const alive = async (pid: number | undefined) =>
  (await sql`select 1 from worker_heartbeats where worker like ${`%:${pid}`}`).length > 0;
const unstamped = async () =>
  (await sql<{ count: number }[]>`select count(*)::int from outbox where position is null`)[0]?.count ?? 0;
const emit = (count: number) => sql`
  insert into outbox (tenant_id, type, entity_type, entity_id, version, payload) select 't-proc', 'test.nothing', 'test', uuidv7(), n, '{}' from generate_series(1, ${count}::int) n`;

describe('the worker process', () => {
  it('shows that it lives, relays facts, serves its numbers, and leaves at SIGTERM with 0 and no trace', async () => {
    const child = start();
    await until(() => alive(child.pid), 'the heartbeat', 60_000);
    await emit(50);
    await until(async () => (await unstamped()) === 0, 'the relay');
    const page = await (await fetch(`http://127.0.0.1:${env.METRICS_PORT}/metrics`)).text();
    expect(page).toMatch(/^alumoutreach_relay_position [1-9]/m);
    expect(page).toMatch(/^alumoutreach_relay_waiting 0$/m);
    const startedAt = performance.now();
    expect(await ended(child, () => child.kill('SIGTERM'))).toEqual([0, null]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(await alive(child.pid)).toBe(false);
  });

  it('killed -9 leaves nothing that the next one cannot take up', async () => {
    const first = start();
    await until(() => alive(first.pid), 'the heartbeat', 60_000);
    await ended(first, () => first.kill('SIGKILL'));
    await emit(20);
    expect(await unstamped()).toBe(20);
    const second = start();
    await until(async () => (await unstamped()) === 0, 'the next relay', 60_000);
    await ended(second, () => second.kill('SIGTERM'));
  });

  it('leaves when the launcher is gone', async () => {
    const child = start();
    await until(() => alive(child.pid), 'the heartbeat', 60_000);
    expect(await ended(child, () => child.disconnect())).toEqual([0, null]);
  });

  it('survives, or ends for its supervisor to start again, when PostgreSQL ends its connections', async () => {
    const child = start();
    await until(() => alive(child.pid), 'the heartbeat', 60_000);
    await emit(2000);
    const boss = bareClient(server.superUrl);
    await boss`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'ao_system' and pid <> pg_backend_pid()`;
    await boss.end();
    await emit(10);
    const gone = () => child.exitCode !== null;
    await until(async () => gone() || (await unstamped()) === 0, 'an end or the facts', 60_000);
    if (gone()) expect(child.exitCode).toBe(1);
    else expect(await ended(child, () => child.kill('SIGTERM'))).toEqual([0, null]);
  });
});
