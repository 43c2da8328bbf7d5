import { connect } from 'node:net';
import { bareClient } from '../../db/client';
import { codeVersion } from '../../db/migrate';
import { config } from '@/lib/platform/config';
import { readRuntime } from '../launcher/runtime-file';
import type { Answer } from './commands';

interface Finding {
  part: string;
  ok: boolean;
  detail: string;
}

const hide = (url: string) => {
  const { protocol, hostname, port, pathname } = new URL(url);
  return `${protocol}//${hostname}${port ? `:${port}` : ''}${pathname}`;
};

async function database(name: string, url: string | undefined, expected: string): Promise<Finding> {
  if (!url) return { part: name, ok: false, detail: 'is not set' };
  const sql = bareClient(url);
  try {
    const [row] = await sql<{ role: string; super: boolean; version: string }[]>`
      select current_user as role, rolsuper or rolbypassrls as super, current_setting('server_version') as version from pg_roles where rolname = current_user`;
    if (row?.super)
      return {
        part: name,
        ok: false,
        detail: `${hide(url)} connects as ${row.role}, which is above row-level security; use ${expected}`,
      };
    return { part: name, ok: true, detail: `${hide(url)} as ${row?.role}, PostgreSQL ${row?.version}` };
  } catch (error) {
    return { part: name, ok: false, detail: `${hide(url)}: ${(error as Error).message}` };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const isNewer = (version: string) => version.localeCompare(codeVersion(), 'en', { numeric: true }) > 0;
const wayOut = (version?: string) =>
  version && isNewer(version) ? 'start the newer version of AlumOutreach' : 'run: npm run cli -- migrate';

async function schema(ownerUrl: string | undefined): Promise<Finding> {
  if (!ownerUrl) return { part: 'schema', ok: false, detail: 'needs DATABASE_OWNER_URL' };
  const sql = bareClient(ownerUrl);
  try {
    const [row] = await sql<
      { version: string }[]
    >`select version from schema_version order by string_to_array(version, '.')::int[] desc limit 1`;
    const ok = row?.version === codeVersion();
    return {
      part: 'schema',
      ok,
      detail: ok
        ? `version ${row?.version}`
        : `the database has ${row?.version ?? 'none'}, this code needs ${codeVersion()}; ${wayOut(row?.version)}`,
    };
  } catch (error) {
    const isEmpty = (error as { code?: string }).code === '42P01';
    return { part: 'schema', ok: false, detail: isEmpty ? `none yet; ${wayOut()}` : (error as Error).message };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Whether something listens where an URL points. */
function reachable(part: string, url: string | undefined, fallback: string, defaultPort: number): Promise<Finding> {
  if (!url) return Promise.resolve({ part, ok: true, detail: `embedded: ${fallback}` });
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    const socket = connect({ host: hostname, port: Number(port || defaultPort), timeout: 3000 });
    const end = (ok: boolean, detail: string) => {
      socket.destroy();
      done({ part, ok, detail: `${hide(url)} ${detail}` });
    };
    socket.once('connect', () => end(true, 'answers'));
    socket.once('timeout', () => end(false, 'does not answer within 3 s'));
    socket.once('error', (error) => end(false, error.message));
  });
}

/** Says what is reachable, what is embedded and what is wrong. */
export async function doctor(): Promise<Answer> {
  const c = config();
  const runtime = readRuntime(c.dataDir);
  const findings: Finding[] = [
    { part: 'node', ok: true, detail: process.version },
    {
      part: 'launcher',
      ok: true,
      detail: runtime ? `runs on ${c.dataDir}, ${runtime.publicUrl}` : `nothing runs on ${c.dataDir}`,
    },
    ...(await Promise.all([
      database('PostgreSQL (app)', c.database.app, 'ao_app'),
      database('PostgreSQL (system)', c.database.system, 'ao_system'),
      database('PostgreSQL (owner)', c.database.owner, 'ao_owner'),
      schema(c.database.owner),
      reachable('ClickHouse', c.clickhouse.url, 'chdb, started by npm start', 8123),
      reachable('bus', c.natsUrl, 'cursors over the outbox', 4222),
      reachable('cache and limits', c.redisUrl, 'process memory and PostgreSQL', 6379),
      reachable('search', c.elasticsearchUrl, 'PostgreSQL', 9200),
      reachable('mail out', c.smtpUrl, 'sandbox', 587),
    ])),
  ];
  const failed = findings.some((f) => !f.ok);
  return {
    value: { ok: !failed, findings },
    lines: findings.map((f) => `${f.ok ? 'ok   ' : 'WRONG'}  ${f.part}: ${f.detail}`),
    failed,
  };
}
