import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startClickhouse } from '../../scripts/launcher/clickhouse';
import { migrateClickhouse } from './migrate';
import { clickhouseMigrations } from './statements';

const dataDir = mkdtempSync(join(tmpdir(), 'ao-clickhouse-'));
const server = await startClickhouse({ dataDir, log: () => undefined });
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function store(database: string, migrations = clickhouseMigrations) {
  const target = { url: server.url, database };
  await migrateClickhouse(target, migrations);
  const client = createClient(target);
  onTestFinished(() => client.close());
  const rows = async <Row>(query: string) => (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
  /** So many events, each of which takes `seconds` to arrive. */
  const insert = (count: number, seconds = 0) =>
    client.command({
      query: `insert into analytics_events (id, tenant_id, event_type, entity_type, entity_id, channel, source_type, metadata, occurred_at)
        select generateUUIDv4(), 't', 'sent', 'message', toString(number), 'email', 'campaign', '{}', toDateTime64('2026-11-01 00:00:00', 3) + number + sleepEachRow(${seconds}) from numbers(${count})`,
    });
  const projections = async () => {
    const parts = await rows<{ projections: string[] }>(
      "select projections from system.parts where active and database = currentDatabase() and table = 'analytics_events'",
    );
    return parts.map((part) => part.projections.toSorted().join(' '));
  };
  return { target, client, rows, insert, projections };
}

it('what was on its way in while projections were added gets them with the next start, and is merged with the others', async () => {
  const { target, client, insert, projections } = await store('upgraded', clickhouseMigrations.slice(0, 2));
  await insert(1000);
  const slow = insert(20, 0.1);
  await expect
    .poll(async () =>
      (
        await client.query({
          query:
            "select 1 from system.processes where query like '%sleepEachRow(0.1)%' and query not like '%processes%'",
        })
      ).text(),
    )
    .not.toBe('');
  await migrateClickhouse(target);
  await slow;
  await migrateClickhouse(target);
  await expect
    .poll(async () => [...new Set(await projections())], { timeout: 20_000 })
    .toEqual(['campaign_quarters newest quarters']);
  await client.command({ query: 'optimize table analytics_events final' });
  await expect.poll(projections, { timeout: 20_000 }).toEqual(['campaign_quarters newest quarters']);
});

it('is not counted again where nothing is missing', async () => {
  const { target, insert, rows } = await store('whole');
  await insert(10);
  const before = await rows('select mutation_id from system.mutations where database = currentDatabase()');
  await migrateClickhouse(target);
  expect(await rows('select mutation_id from system.mutations where database = currentDatabase()')).toEqual(before);
});

it('a change in the background that fails is told at the next start, with its reason', async () => {
  const { target, client, insert, rows } = await store('failing');
  await insert(10);
  const lines: string[] = [];
  await migrateClickhouse({ ...target, log: (line) => void lines.push(line) });
  expect(lines).toEqual([]);
  await client.command({
    query: `alter table analytics_events update metadata = toString(throwIf(1, 'no room')) where 1 settings mutations_sync = 0`,
  });
  const failed = "select 1 from system.mutations where database = currentDatabase() and latest_fail_reason <> ''";
  await expect.poll(() => rows(failed), { timeout: 20_000 }).not.toEqual([]);
  await migrateClickhouse({ ...target, log: (line) => void lines.push(line) });
  expect(lines).toEqual([expect.stringMatching(/^ClickHouse: analytics_events, .*metadata.* fails .*no room/s)]);
  await client.command({ query: 'kill mutation where database = currentDatabase() sync' });
});
