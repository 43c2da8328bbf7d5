import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseSettings } from '@clickhouse/client';
import { DomainError } from '../errors';
import type { AnalyticsPort } from './port';

export interface ClickhouseTarget {
  url: string;
  database: string;
}

// Stated, never left to the server's defaults: they differ between versions and profiles.
const insertSettings = (token: string): ClickHouseSettings => ({
  async_insert: 0,
  wait_for_async_insert: 1,
  date_time_input_format: 'best_effort',
  input_format_skip_unknown_fields: 0,
  insert_deduplicate: 1,
  insert_deduplication_token: token,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // One block an insert: the token then stands for the whole of it.
  max_insert_block_size: '1048576',
  min_insert_block_size_rows: '1048576',
  max_partitions_per_insert_block: '100',
});
const querySettings: ClickHouseSettings = {
  max_execution_time: 20,
  max_query_size: '4194304',
  optimize_use_projections: 1,
  output_format_json_quote_64bit_integers: 0,
  date_time_output_format: 'iso',
};

const unavailable = (cause?: unknown) =>
  new DomainError({
    code: 'unavailable',
    message:
      'The analytics store does not answer. Your data are safe and the numbers come back with it; try again in a moment.',
    retryAfter: 10,
    cause,
  });

// What the server itself answers is a fault of ours and stays one, save when it says that it is overloaded or too slow.
const overloaded = new Set(['159', '202', '203', '209', '210', '241', '439', '516']);

async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClickHouseError && !overloaded.has(error.code)) throw error;
    throw unavailable(error);
  }
}

/** Analytics on a ClickHouse server, real or embedded: both are a URL. */
export function clickhouseAnalytics({ url, database }: ClickhouseTarget): AnalyticsPort {
  const client = createClient({
    url,
    database,
    application: 'alumoutreach',
    request_timeout: 30_000,
    max_open_connections: 10,
    compression: { request: false, response: false },
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    ping: async () => (await client.ping()).success,
    insert: (table, rows, token) =>
      answering(async () => {
        if (rows.length > 0)
          await client.insert({
            table,
            values: rows,
            format: 'JSONEachRow',
            clickhouse_settings: insertSettings(token),
          });
      }),
    query: async (row, query, params = {}) => {
      const raw = await answering(async () =>
        (
          await client.query({ query, query_params: params, format: 'JSONEachRow', clickhouse_settings: querySettings })
        ).json<unknown>(),
      );
      return raw.map((line) => row.parse(line));
    },
    close: () => client.close(),
  };
}

/** Stands in where no ClickHouse is set: asking for numbers says so. */
export function absentAnalytics(): AnalyticsPort {
  const absent = () =>
    Promise.reject(
      new DomainError({
        code: 'unavailable',
        message: 'No analytics store is set. Start through `npm start`, which brings one, or set CLICKHOUSE_URL.',
      }),
    );
  return { ping: () => Promise.resolve(false), insert: absent, query: absent, close: () => Promise.resolve() };
}
