import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { clickhouseMigrations } from './statements';

export interface ClickhouseTarget {
  url: string;
  /** `[a-z][a-z0-9_]*`; made when absent. */
  database: string;
  log?: (line: string) => void;
}

const open = (url: string, database?: string): ClickHouseClient =>
  createClient({
    url,
    ...(database ? { database } : {}),
    request_timeout: 60_000,
    log: { level: ClickHouseLogLevel.OFF },
  });

async function run<T>(client: ClickHouseClient, work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const json = { format: 'JSONEachRow' } as const;
const rowsOf = async <Row>(client: ClickHouseClient, query: string): Promise<Row[]> =>
  (await client.query({ query, ...json })).json<Row>();

/** An insert that was under way while a projection was added leaves a part without it for good, and no merge passes that part. */
async function countMissed(client: ClickHouseClient): Promise<void> {
  const missed = await rowsOf<{ table: string; names: string[] }>(
    client,
    `select p.table as table, groupUniqArray(j.name) as names
    from system.parts p join system.projections j on j.database = p.database and j.table = p.table
    where p.database = currentDatabase() and p.active and p.rows > 0 and not has(p.projections, j.name) and (p.table, p.name) not in (
      select table, arrayJoin(parts_to_do_names) from system.mutations where database = currentDatabase() and not is_done)
    group by p.table`,
  );
  for (const { table, names } of missed) {
    const counted = names.map((name) => `materialize projection ${name}`).join(', ');
    await client.command({ query: `alter table ${table} ${counted} settings mutations_sync = 0` });
  }
}

/** What is changed in the background says only here that it cannot be. */
async function tellFailed(client: ClickHouseClient, log: (line: string) => void): Promise<void> {
  const failed = await rowsOf<{ table: string; command: string; latest_fail_reason: string }>(
    client,
    `select table, command, latest_fail_reason from system.mutations
    where database = currentDatabase() and not is_done and latest_fail_reason <> ''`,
  );
  for (const { table, command, latest_fail_reason: reason } of failed)
    log(`ClickHouse: ${table}, ${command} fails and is tried again: ${reason}`);
}

/** Brings the analytics schema up to date; harmless to repeat and to run twice at once. Answers what was applied. */
export async function migrateClickhouse(
  { url, database, log }: ClickhouseTarget,
  migrations = clickhouseMigrations,
): Promise<string[]> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(database))
    throw new Error(`CLICKHOUSE_DATABASE "${database}" may hold small letters, digits and _ only.`);
  await run(open(url), (client) => client.command({ query: `create database if not exists ${database}` }));
  return run(open(url, database), async (client) => {
    await client.command({
      query:
        'create table if not exists schema_migrations (name String, applied_at DateTime64(3) default now64(3)) engine = MergeTree() order by name',
    });
    const names = await rowsOf<{ name: string }>(client, 'select distinct name from schema_migrations');
    const done = new Set(names.map(({ name }) => name));
    const applied: string[] = [];
    for (const migration of migrations.filter((m) => !done.has(m.name))) {
      for (const query of migration.statements) await client.command({ query });
      await client.insert({ table: 'schema_migrations', values: [{ name: migration.name }], ...json });
      log?.(`ClickHouse: ${migration.name}`);
      applied.push(migration.name);
    }
    await countMissed(client);
    if (log) await tellFailed(client, log);
    return applied;
  });
}
