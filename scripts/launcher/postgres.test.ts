import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, startPostgres, withDatabase, type Postgres } from './postgres';
import { isAlive, until } from './processes';

const quiet = () => undefined;
const root = fileURLToPath(new URL('../..', import.meta.url));

async function one<T>(url: string, query: string): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: quiet });
  try {
    const [row] = await sql.unsafe(query);
    return Object.values(row ?? {})[0] as T;
  } finally {
    await sql.end();
  }
}

/** A launcher of its own that starts PostgreSQL and prints its urls, so that it can be killed. */
async function startInProcess(
  dataDir: string,
): Promise<{ pid: number; owner: string; postmaster: number; kill: () => Promise<void> }> {
  const script = `import { startPostgres } from './scripts/launcher/postgres.ts';
    const pg = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => undefined });
    console.log(JSON.stringify({ owner: pg.urls.owner, postmaster: pg.pid })); setInterval(() => 1, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const said = JSON.parse(line.toString()) as { owner: string; postmaster: number };
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, ...said, kill };
}

describe('the embedded PostgreSQL', () => {
  let dataDir = '';
  let pg: Postgres;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'ao-pg-'));
    pg = await startPostgres({ dataDir, log: quiet });
  });

  afterAll(async () => {
    await pg.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is version 18 in UTF-8 with code point order, whatever the machine speaks', async () => {
    expect(await one<string>(pg.urls.app, 'show server_version')).toMatch(/^18\./);
    const query = `select encoding || ' ' || datlocprovider::text || ' ' || datlocale from pg_database where datname = 'alumoutreach'`;
    expect(await one<string>(pg.urls.app, query)).toBe('6 b C.UTF-8');
  });

  it('gives programs three roles of which none is a superuser or passes row security', async () => {
    const query = `select count(*)::int from pg_roles where rolname in ('ao_owner', 'ao_app', 'ao_system')
      and rolcanlogin and not (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)`;
    expect(await one<number>(pg.urls.system, query)).toBe(3);
    expect(
      await one<string>(
        pg.urls.owner,
        `select pg_get_userbyid(datdba) from pg_database where datname = current_database()`,
      ),
    ).toBe('ao_owner');
  });

  it('refuses a wrong password and keeps the right ones from other accounts', async () => {
    const wrong = new URL(pg.urls.app);
    wrong.password = 'wrong';
    await expect(one(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toContain(new URL(pg.urls.app).password);
  });

  it('makes further databases, also from a template', async () => {
    await createDatabase(pg.superUrl, 'first');
    await one(withDatabase(pg.urls.owner, 'first'), 'create table kept (n int)');
    await createDatabase(pg.superUrl, 'second', 'first');
    expect(await one<string>(withDatabase(pg.urls.owner, 'second'), `select to_regclass('kept')::text`)).toBe('kept');
    expect(await one<number>(withDatabase(pg.urls.app, 'second'), 'select 1')).toBe(1);
  });

  it('comes back on the same port with all committed rows when its postmaster is killed', async () => {
    await one(pg.urls.owner, 'create table acked as select generate_series(1, 1000) n');
    const before = pg.pid;
    process.kill(before, 'SIGKILL');
    const count = () => one<number>(pg.urls.owner, 'select count(*)::int from acked').catch(() => 0);
    expect(await until(async () => (await count()) === 1000, 20_000)).toBe(true);
    expect(await until(() => pg.pid !== before, 20_000)).toBe(true);
  });
});

describe('a killed launcher', () => {
  it('leaves a PostgreSQL that the next start stops and replaces, with the data', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ao-pg-'));
    try {
      const first = await startInProcess(dataDir);
      await one(first.owner, 'create table kept as select 7 n');
      await first.kill();
      expect(isAlive(first.postmaster)).toBe(true);
      const second = await startPostgres({ dataDir, log: quiet });
      expect(isAlive(first.postmaster)).toBe(false);
      expect(await one<number>(second.urls.owner, 'select n from kept')).toBe(7);
      await second.stop();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe('a data folder with traces of a crash', () => {
  it('starts although the pid file names a process that is alive and somebody else', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ao-pg-'));
    try {
      const first = await startPostgres({ dataDir, log: quiet });
      await first.stop();
      writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
      const second = await startPostgres({ dataDir, log: quiet });
      expect(await one<number>(second.urls.app, 'select 1')).toBe(1);
      await second.stop();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

if (process.getuid?.() === 0) {
  describe('as root below a folder that only root may pass', () => {
    it('keeps programs and cluster where another account reaches them, and finds them again', async () => {
      const closed = mkdtempSync(join(tmpdir(), 'ao-closed-'));
      const dataDir = join(closed, 'data');
      const link = join(dataDir, 'postgres');
      let cluster = '';
      try {
        for (const expected of ['created', 'found']) {
          const pg = await startPostgres({ dataDir, log: quiet });
          cluster = realpathSync(link);
          if (expected === 'created') await one(pg.urls.owner, 'create table kept as select 7 n');
          expect(await one<number>(pg.urls.owner, 'select n from kept')).toBe(7);
          await pg.stop();
        }
        expect(lstatSync(link).isSymbolicLink()).toBe(true);
        expect(existsSync(join(cluster, 'PG_VERSION'))).toBe(true);
      } finally {
        rmSync(closed, { recursive: true, force: true });
        if (cluster.startsWith('/var/lib/alumoutreach/cluster-')) rmSync(cluster, { recursive: true, force: true });
      }
    });
  });
}
