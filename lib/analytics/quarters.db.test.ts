import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { migrateClickhouse } from '@/db/clickhouse/migrate';
import { clickhouseMigrations } from '@/db/clickhouse/statements';
import { messageFacts } from '@/lib/pipeline/events';
import { clickhouseAnalytics, type AnalyticsPort } from '@/lib/platform/analytics';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { startClickhouse } from '@/scripts/launcher/clickhouse';
import { dayIn, ingestFacts, messageNumbers, overview } from '.';
import type { AnalyticsFact } from './row';

const dataDir = mkdtempSync(join(tmpdir(), 'ao-quarters-'));
const server = await startClickhouse({ dataDir, log: () => undefined });
const database = await testDatabase();
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const zones = [
  ...['Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/London', 'America/New_York'],
  ...['America/St_Johns', 'Pacific/Kiritimati', 'America/Coyhaique', 'Africa/Abidjan', 'UTC'],
];
// Summer time begins in London on 29 March and ends on Lord Howe Island on 4 April.
const first = Date.UTC(2026, 2, 20);
const spanMs = 20 * 86_400_000;
const span = { from: '2026-03-21', to: '2026-04-08' };

let state = 11;
const pick = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;

function sent(tenant: string, at: readonly number[]): AnalyticsFact[] {
  const items = at.map((ms) => ({ id: randomUUID(), contactId: randomUUID(), at: new Date(ms).toISOString() }));
  const source = { channel: 'email', sourceType: 'campaign', sourceId: randomUUID(), templateId: null } as const;
  return messageFacts('sent', { ...source, items }).map((fact) => ({
    ...{ ...fact, id: randomUUID(), tenant, occurredAt: new Date(first) },
  }));
}
/** Moments of the span, more of them where days and quarters begin and end. */
const moments = (n: number) =>
  Array.from(
    { length: n },
    () => first + Math.floor(pick(spanMs) / 900_000) * 900_000 + [0, -1, pick(900_000)][pick(3)]!,
  );

const tables = (analytics: AnalyticsPort, sql: string, params: Record<string, unknown>) =>
  analytics
    .query(z.object({ explain: z.string() }), `select explain from (explain ${sql})`, params)
    .then((lines) => lines.flatMap(({ explain }) => /ReadFromMergeTree \(([^)]+)\)/.exec(explain)?.[1] ?? []));

it('what was counted before the quarters were there, comes late, twice or while they are made is told once, on the day of each zone', async () => {
  const target = { url: server.url, database: 'upgraded' };
  await migrateClickhouse(target, clickhouseMigrations.slice(0, 2));
  const analytics = clickhouseAnalytics(target);
  const { ctx: made, slug } = await testTenant(database, { at: '2026-04-10T00:00:00.000Z' });
  const happened: number[] = [];
  const taken = async (at: number[]) => {
    const facts = sent(slug, at);
    await ingestFacts(analytics, facts);
    happened.push(...at);
    return facts;
  };
  const before = await taken(moments(900));
  const all = migrateClickhouse(target);
  const [during] = await Promise.all([taken(moments(300)), all]);
  await migrateClickhouse(target, [{ ...clickhouseMigrations[2]!, name: 'again' }]);
  await ingestFacts(analytics, [...before, ...during]);
  await taken(moments(300));
  await taken([first + 5 * 86_400_000]);

  const asked: { sql: string; params: Record<string, unknown> }[] = [];
  const watched: AnalyticsPort = {
    ...analytics,
    query: (row, sql, params = {}) => (asked.push({ sql, params }), analytics.query(row, sql, params)),
  };
  for (const timeZone of zones) {
    const ctx = { ...made, timeZone, services: { ...made.services, analytics: watched } };
    const days = new Map<string, number>();
    for (const ms of happened) {
      const day = dayIn(new Date(ms), timeZone);
      if (day >= span.from && day <= span.to) days.set(day, (days.get(day) ?? 0) + 1);
    }
    const told = await messageNumbers(ctx, span);
    expect(new Map(told.items.map(({ day, count }) => [day, count])), timeZone).toEqual(days);
    const home = await overview(ctx, {});
    for (const [day, n] of days) expect(home.days.find((line) => line.day === day)?.sent, timeZone).toBe(n);
    for (const by of ['channel', 'event'] as const)
      expect((await messageNumbers(ctx, { ...span, by })).totals, timeZone).toEqual(told.totals);
  }
  const ofAll = asked.splice(0);
  const campaignId = before[0]!.payload['sourceId'] as string;
  const ctx = { ...made, services: { ...made.services, analytics: watched } };
  for (const by of ['day', 'channel', 'event'] as const)
    expect((await messageNumbers(ctx, { campaignId, by })).totals.sent).toBe(900);

  // Made in the background; from then on no event is read for any of these.
  const read = async (questions: typeof asked) => {
    const all = await Promise.all(questions.map(({ sql, params }) => tables(analytics, sql, params)));
    return new Set(all.flat().filter((name) => !/people_since|inner_id|mv_daily/.test(name)));
  };
  await expect.poll(() => read(ofAll), { timeout: 20_000 }).toEqual(new Set(['quarters', 'newest']));
  await expect.poll(() => read(asked), { timeout: 20_000 }).toEqual(new Set(['campaign_quarters']));
  await analytics.close();
});
