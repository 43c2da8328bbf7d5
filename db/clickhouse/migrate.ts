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
    const result = await client.query({ query: 'select distinct name from schema_migrations', format: 'JSONEachRow' });
    const done = new Set((await result.json<{ name: string }>()).map((row) => row.name));
    const applied: string[] = [];
    for (const migration of migrations.filter((m) => !done.has(m.name))) {
      for (const query of migration.statements) await client.command({ query });
      await client.insert({ table: 'schema_migrations', values: [{ name: migration.name }], format: 'JSONEachRow' });
      log?.(`ClickHouse: ${migration.name}`);
      applied.push(migration.name);
    }
    return applied;
  });
}
