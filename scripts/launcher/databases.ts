import type { Config } from '@/lib/platform/config';
import { startClickhouse } from './clickhouse';
import { reaching } from './failure';
import { startPostgres } from './postgres';
import type { Steps } from './steps';

/** One run of the launcher. */
export interface Run {
  config: Config;
  steps: Steps;
  isDev: boolean;
  signal: AbortSignal;
}

/** The web process and each worker open up to 80. */
const connections = (workers: number): string => String(120 + 80 * workers);

/** Starts the embedded PostgreSQL and ClickHouse where no address of a server is given. */
export async function startDatabases({ config, steps }: Run, onStart: () => void) {
  const { dataDir } = config;
  const given = config.database;
  const pids: { postgres?: { readonly pid: number }; clickhouse?: { readonly pid: number } } = {};
  let database = { app: given.app ?? '', system: given.system ?? '', owner: given.owner ?? '' };
  if (!given.app) {
    const server = await steps.run(
      'PostgreSQL',
      () =>
        startPostgres({
          dataDir,
          log: steps.note,
          onStart,
          settings: { max_connections: connections(config.workers) },
        }),
      (it) => it.stop(),
    );
    database = server.urls;
    pids.postgres = server;
  }
  let clickhouseUrl = config.clickhouse.url ?? '';
  if (!clickhouseUrl) {
    const server = await steps.run(
      'ClickHouse',
      () => startClickhouse({ dataDir, log: steps.note, onStart }),
      (it) => it.stop(),
    );
    clickhouseUrl = server.url;
    pids.clickhouse = server;
  }
  return { database, clickhouseUrl, pids };
}

/** Brings both schemas up to date. */
export async function prepareSchema({ config, steps }: Run, env: Record<string, string>): Promise<void> {
  await steps.run('schema', async () => {
    const { migrate } = await import('../../db/migrate');
    const ownerUrl = env.DATABASE_OWNER_URL ?? '';
    await reaching('DATABASE_OWNER_URL', ownerUrl, () => migrate({ ownerUrl, log: steps.note }));
    const { migrateClickhouse } = await import('../../db/clickhouse/migrate');
    const url = env.CLICKHOUSE_URL ?? '';
    await reaching('CLICKHOUSE_URL', url, () =>
      migrateClickhouse({ url, database: config.clickhouse.database, log: steps.note }),
    );
  });
}

/** On the very first start: the demo tenant. Until somebody has a password: the administrator's one-time link. */
export async function firstData({ steps }: Run, env: Record<string, string>): Promise<string | null> {
  const { firstStart } = await import('../../db/seed/first-start');
  const urls = {
    ownerUrl: env.DATABASE_OWNER_URL ?? '',
    systemUrl: env.DATABASE_SYSTEM_URL ?? '',
    appUrl: env.DATABASE_URL ?? '',
  };
  const { adminLink } = await steps.run('first data', () => firstStart({ ...urls, env }));
  return adminLink;
}
