import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { migrate } from '../../db/migrate';
import { createTenant } from '../../lib/identity';
import { systemClock } from '../../lib/platform/clock';
import { jobContext, type Ctx } from '../../lib/platform/context';
import { logger } from '../../lib/platform/log';
import { closeServices, services, type Services } from '../../lib/platform/services';
import { startPostgres } from '../../scripts/launcher/postgres';
import { temporaryFolder } from './folder';

export interface Stage {
  services: Services;
  ctx: Ctx;
  tenant: string;
  /** Makes one more organisation, and gives what acts for it. */
  another(slug: string): Promise<Ctx>;
  superUrl: string;
  urls: { owner: string; app: string; system: string };
  /** Of the server as it runs now; it is started again when it ends. */
  postgresPid(): number;
}

export interface StageOptions {
  /** Count what each statement takes; see `topStatements`. */
  statements?: boolean;
}

/** The server is no child that dies with us: it is told to, at once, since its data go with us. */
function endServer(pid: number | undefined): void {
  try {
    if (pid) process.kill(pid, 'SIGQUIT');
  } catch {
    // It has ended before us.
  }
}

/** Runs a bench on an embedded PostgreSQL of its own with production settings, in a temporary folder that goes afterwards. */
export async function onStage<T>(run: (stage: Stage) => Promise<T>, options: StageOptions = {}): Promise<T> {
  let running: { readonly pid: number } | null = null;
  const folder = temporaryFolder('ao-bench-', () => endServer(running?.pid));
  const dataDir = folder.path;
  const settings: Record<string, string> = options.statements ? { shared_preload_libraries: 'pg_stat_statements' } : {};
  const server = await startPostgres({ dataDir, log: () => undefined, settings });
  running = server;
  try {
    await migrate({ ownerUrl: server.urls.owner });
    const secret = () => randomBytes(32).toString('hex');
    Object.assign(process.env, {
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      DATABASE_URL: server.urls.app,
      DATABASE_SYSTEM_URL: server.urls.system,
      DATABASE_OWNER_URL: server.urls.owner,
      AUTH_SECRET: secret(),
      TRACKING_SECRET: secret(),
      ENCRYPTION_KEY: secret(),
    });
    const open = services();
    const tenant = 'bench';
    const another = async (slug: string) => {
      await createTenant(open, { slug, name: slug, country: 'DE' }, 'mail.localhost');
      return jobContext({ tenant: slug, name: 'bench', clock: systemClock, log: logger('bench'), services: open });
    };
    const ctx = await another(tenant);
    try {
      return await run({
        services: open,
        ctx,
        tenant,
        another,
        superUrl: server.superUrl,
        urls: server.urls,
        postgresPid: () => server.pid,
      });
    } finally {
      await closeServices(open);
    }
  } finally {
    await server.stop();
    folder.remove();
  }
}

/** Begins to count statements anew; `print` tells those that took longest since then (milliseconds, calls, rows, words), and what was written where. */
export async function topStatements({ superUrl, services }: Stage): Promise<{ print(): Promise<void> }> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  await sql`create extension if not exists pg_stat_statements`;
  await sql`select pg_stat_statements_reset()`;
  return {
    print: async () => {
      const rows = await sql<{ ms: number; calls: number; rows: number; query: string }[]>`
        select round(total_exec_time)::int as ms, calls::int, rows::int, regexp_replace(query, '\\s+', ' ', 'g') as query
        from pg_stat_statements order by total_exec_time desc limit 25`;
      for (const { ms, calls, rows: given, query } of rows)
        process.stdout.write(
          `${String(ms).padStart(7)} ms ${String(calls).padStart(7)} calls ${String(given).padStart(9)} rows  ${query.slice(0, 150)}\n`,
        );
      // An update that is not in place writes an entry into every index of its table.
      const tables = await services.system.tags<{ name: string; ins: number; upd: number; hot: number; del: number }[]>`
        select relname as name, n_tup_ins::int as ins, n_tup_upd::int as upd, n_tup_hot_upd::int as hot, n_tup_del::int as del
        from pg_stat_user_tables order by n_tup_upd + n_tup_ins + n_tup_del desc limit 6`;
      for (const { name, ins, upd, hot, del } of tables)
        process.stdout.write(`${name}: ${ins} inserted, ${upd} updated (${hot} in place), ${del} deleted\n`);
      await sql.end();
    },
  };
}

/** Watches this process's memory; `peak()` ends it and gives the most that was seen, in MB. */
export function watchMemory(): { peak(): number } {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50);
  return {
    peak: () => {
      clearInterval(timer);
      return Math.max(most, process.memoryUsage.rss()) / 1024 ** 2;
    },
  };
}

/** Seconds that `work` takes, and what it gives. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { seconds: (performance.now() - start) / 1000, value };
}
