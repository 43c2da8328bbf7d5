import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClickhouse, type Clickhouse } from '../launcher/clickhouse';
import { until } from '../launcher/processes';

let dataDir = '';
let server: Clickhouse;
let client: ClickHouseClient;

const rows = async <T>(query: string, more: object = {}): Promise<T[]> =>
  (await client.query({ query, format: 'JSONEachRow', ...more })).json<T>();
const count = async (table: string): Promise<number> =>
  (await rows<{ n: number }>(`select toUInt32(count()) n from ${table}`))[0]?.n ?? -1;
const command = (query: string) => client.command({ query });

/** One request as any HTTP client would send it. */
function raw(path: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
  const url = new URL(server.url);
  const token = init.token ?? url.password;
  return fetch(`http://${url.host}${path}`, {
    method: 'POST',
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ao-ch-'));
  server = await startClickhouse({ dataDir, log: () => undefined });
  client = createClient({ url: server.url, max_open_connections: 20, log: { level: ClickHouseLogLevel.OFF } });
});

afterAll(async () => {
  await client.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('access', () => {
  it('answers ping to everyone and statements to the token only', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect((await raw('/', { body: 'select 1', token: 'wrong' })).status).toBe(401);
    expect((await raw('/', { body: 'select 1', headers: { authorization: '' } })).status).toBe(401);
    expect(await (await raw('/', { body: 'select 1' })).text()).toBe('1\n');
    const byKey = { authorization: '', 'x-clickhouse-key': new URL(server.url).password };
    expect(await (await raw('/?query=select+2', { method: 'GET', headers: byKey })).text()).toBe('2\n');
  });

  it('listens on 127.0.0.1', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });
});

describe('queries', () => {
  it('binds parameters of every kind we use without changing them', async () => {
    const text = "it's\t\\ \n é 漢 \0";
    const query_params = {
      s: text,
      u: '18446744073709551615',
      a: ["a'b", 'c\\d', ''],
      n: null,
      m: { "k'": 'v\n' },
      i: [1, -2],
      b: true,
    };
    const query = `select {s:String} s, toString({u:UInt64}) u, {a:Array(String)} a, {n:Nullable(String)} n, {m:Map(String,String)} m,
      {i:Array(Int32)} i, {b:Bool} b, {d:DateTime64(3)} d`;
    const [row] = await rows(query, { query_params: { ...query_params, d: '2026-01-02 03:04:05.678' } });
    expect(row).toEqual({ ...query_params, d: '2026-01-02 03:04:05.678' });
  });

  it('answers errors with their ClickHouse code and type', async () => {
    await expect(rows('select * from nowhere')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    await expect(rows('selec 1')).rejects.toMatchObject({ code: '62' });
    await expect(rows('select nothing_like_it')).rejects.toMatchObject({ code: '47' });
    await expect(rows('select 1', { clickhouse_settings: { max_bogus: 1 } })).rejects.toMatchObject({ code: '115' });
    const slow = { clickhouse_settings: { max_execution_time: 1 } };
    await expect(rows('select sum(sleepEachRow(0.1)) from numbers(25)', slow)).rejects.toMatchObject({ code: '159' });
  });

  it('reports an error that comes after the first rows', async () => {
    const result = await client.query({
      query: 'select throwIf(number = 400000) from numbers(500000)',
      format: 'JSONEachRow',
      clickhouse_settings: { max_block_size: '1000' },
    });
    await expect(result.json()).rejects.toThrow();
  });

  it('streams a million rows without gathering them first', async () => {
    const result = await client.query({ query: 'select number from numbers(1000000)', format: 'JSONEachRow' });
    let seen = 0;
    for await (const chunk of result.stream()) seen += chunk.length;
    expect(seen).toBe(1_000_000);
  });

  it('speaks whole-document formats, empty results and gzip both ways', async () => {
    const json = await (await client.query({ query: 'select 1 a', format: 'JSON' })).json<{ a: number }>();
    expect(json.data).toEqual([{ a: 1 }]);
    const csv = await (await client.query({ query: 'select 1 a', format: 'CSVWithNames' })).text();
    expect(csv).toBe('"a"\n1\n');
    expect(await rows('select 1 where 0')).toEqual([]);
    const packed = createClient({ url: server.url, compression: { request: true, response: true } });
    const result = await packed.query({ query: 'select number from numbers(10000)', format: 'JSONEachRow' });
    expect(await result.json()).toHaveLength(10_000);
    await packed.close();
    const body = gzipSync('select 3');
    expect(await (await raw('/', { body, headers: { 'content-encoding': 'gzip' } })).text()).toBe('3\n');
  });

  it('ends a query whose caller left', async () => {
    const abort = new AbortController();
    const query = 'select count() from numbers(100000000000) where sipHash64(number) = 1';
    const running = client.query({ query, abort_signal: abort.signal });
    const isSeen = async () =>
      (
        await rows(
          `select 1 from system.processes where query like '%sipHash64(number) = 1%' and query not like '%processes%'`,
        )
      ).length > 0;
    expect(await until(isSeen, 20_000)).toBe(true);
    abort.abort();
    await expect(running).rejects.toThrow();
    expect(await until(async () => !(await isSeen()), 20_000)).toBe(true);
  });

  it('refuses a statement that would take more memory than it may', async () => {
    const clickhouse_settings = { max_memory_usage: '20000000', max_bytes_ratio_before_external_group_by: 0 };
    await expect(
      rows('select groupArray(number) from numbers(50000000)', { clickhouse_settings }),
    ).rejects.toMatchObject({ code: '241' });
  });
});

describe('inserts', () => {
  it('keeps settings, tokens and database of one request away from the next', async () => {
    await command('create database other');
    await command(
      'create table other.t (n UInt32) engine = MergeTree order by n settings non_replicated_deduplication_window = 100',
    );
    const other = createClient({ url: server.url, database: 'other' });
    const insert = (token: string) =>
      other.insert({
        table: 't',
        values: [{ n: 1 }],
        format: 'JSONEachRow',
        clickhouse_settings: { insert_deduplication_token: token },
      });
    await insert('a');
    await insert('b');
    await insert('b');
    await other.close();
    expect(await count('other.t')).toBe(2);
    const [database] = await rows<{ d: string; t: string }>(
      `select currentDatabase() d, getSetting('insert_deduplication_token') t`,
    );
    expect(database).toEqual({ d: 'default', t: '' });
  });

  it('stores a repeated batch once in the table and in its materialised view', async () => {
    await command(
      'create table src (k String, n UInt32) engine = MergeTree order by k settings non_replicated_deduplication_window = 100',
    );
    await command(
      'create table sums (k String, n UInt64) engine = SummingMergeTree order by k settings non_replicated_deduplication_window = 100',
    );
    await command('create materialized view src_sums to sums as select k, sum(n) n from src group by k');
    const clickhouse_settings = {
      insert_deduplication_token: 'batch-1',
      deduplicate_blocks_in_dependent_materialized_views: 1,
    } as const;
    for (let time = 0; time < 3; time += 1) {
      await client.insert({
        table: 'src',
        values: [
          { k: 'a', n: 2 },
          { k: 'a', n: 3 },
        ],
        format: 'JSONEachRow',
        clickhouse_settings,
      });
    }
    expect(await rows('select k, toUInt32(sum(n)) n from sums group by k')).toEqual([{ k: 'a', n: 5 }]);
    expect(await count('src')).toBe(2);
  });

  it('takes object streams, raw lines and binary rows, and says how many were written', async () => {
    await command('create table many (n UInt32, s String) engine = MergeTree order by n');
    function* values() {
      for (let n = 0; n < 20_000; n += 1) yield { n, s: `row ${n}` };
    }
    const streamed = await client.insert({ table: 'many', values: Readable.from(values()), format: 'JSONEachRow' });
    expect(streamed.summary?.written_rows).toBe('20000');
    const lines = await raw(`/?query=${encodeURIComponent('insert into many format JSONEachRow')}`, {
      body: '{"n":1,"s":"a"}\n{"n":2}\n',
    });
    expect(lines.status).toBe(200);
    const binary = Buffer.from([7, 0, 0, 0, 1, 0x78]);
    expect(
      (await raw(`/?query=${encodeURIComponent('insert into many format RowBinary')}`, { body: binary })).status,
    ).toBe(200);
    await command("insert into many values (1, 'inline')");
    expect(await count('many')).toBe(20_004);
  });

  it('stores nothing of a batch with a broken row and names the trouble', async () => {
    await command('create table strict (n UInt32) engine = MergeTree order by n');
    const answer = await raw(`/?query=${encodeURIComponent('insert into strict format JSONEachRow')}`, {
      body: '{"n":1}\n{"n":"x"}\n',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).toMatch(/^Code: \d+\. DB::Exception: .*\([A-Z_]+\)/s);
    expect(await count('strict')).toBe(0);
  });

  it('refuses input(), which would store nothing and say it did', async () => {
    const query = "insert into strict select n from input('n UInt32') format JSONEachRow";
    const answer = await raw(`/?query=${encodeURIComponent(query)}`, { body: '{"n":1}\n' });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('input()');
  });
});

describe('after a kill', () => {
  it('comes back at the same address with every acknowledged row', async () => {
    await command('create table acked (n UInt32) engine = MergeTree order by n');
    await client.insert({ table: 'acked', values: [{ n: 1 }, { n: 2 }], format: 'JSONEachRow' });
    process.kill(server.pid, 'SIGKILL');
    expect(await until(async () => (await count('acked').catch(() => 0)) === 2, 20_000)).toBe(true);
  });
});
