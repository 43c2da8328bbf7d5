import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { migrateClickhouse } from '@/db/clickhouse/migrate';
import { clickhouseMigrations } from '@/db/clickhouse/statements';
import { getCampaign } from '@/lib/campaigns';
import { applyFeedback, type Feedback } from '@/lib/feedback';
import { messageFacts, type MessageFactName } from '@/lib/pipeline/events';
import { clickhouseAnalytics } from '@/lib/platform/analytics';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { startClickhouse } from '@/scripts/launcher/clickhouse';
import { ingestFacts, messageNumbers, overview } from '.';
import type { AnalyticsFact } from './row';

const dataDir = mkdtempSync(join(tmpdir(), 'ao-people-'));
const server = await startClickhouse({ dataDir, log: () => undefined });
await migrateClickhouse({ url: server.url, database: 'people' });
const database = await testDatabase({ CLICKHOUSE_URL: server.url, CLICKHOUSE_DATABASE: 'people' });
const { services } = database;
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const noon = Date.UTC(2026, 2, 30, 12);
const browser = { agent: 'Mozilla/5.0 Chrome/130', ip: '192.0.2.1' };

async function counts(tenant: string) {
  const facts = await database.owner.tags<
    AnalyticsFact[]
  >`select id, tenant_id as tenant, type, entity_type as "entityType", entity_id as "entityId", payload, occurred_at as "occurredAt" from outbox where tenant_id = ${tenant} order by id`;
  await ingestFacts(services.analytics, facts);
}

it('home, analytics and the report count the same people, however often they came and whatever is learned of them later', async () => {
  const { ctx, slug } = await testTenant(database, { at: '2026-03-31T12:00:00.000Z' });
  const sent = { links: ['https://uni.example/0'], sentAt: new Date(noon) };
  const [twice, clicker, program] = [
    await sentMessage(database, slug, sent),
    await sentMessage(database, slug, sent),
    await sentMessage(database, slug, sent),
  ];
  const hit = (messageId: string, event: 'opened' | 'clicked', second: number, link?: string): Feedback => ({
    ...{ messageId, event, at: new Date(noon + second * 1000), key: `${event}:${second}` },
    ...(link === 'trap' ? { machine: 'honeypot' } : {}),
    metadata: { ...browser, ...(link ? { link } : {}) },
  });
  const reported = async () => {
    const all = await Promise.all([twice, clicker, program].map(({ campaignId: id }) => getCampaign(ctx, { id })));
    const sum = (event: 'opened' | 'clicked' | 'replied') => all.reduce((n, { totals }) => n + totals[event], 0);
    return { opened: sum('opened'), clicked: sum('clicked'), replied: sum('replied') };
  };
  const seen = async () => {
    await counts(slug);
    const home = await overview(ctx, {});
    const { totals, items } = await messageNumbers(ctx, { by: 'day' });
    const pick = ({ opened = 0, clicked = 0, replied = 0 }: Partial<typeof home.totals>) => ({
      opened,
      clicked,
      replied,
    });
    expect(pick(totals)).toEqual(pick(home.totals));
    expect(items.some(({ event }) => event.startsWith('first_'))).toBe(false);
    expect(home.days.reduce((n, { opened }) => n + opened, 0)).toBe(home.totals.opened);
    return pick(home.totals);
  };
  for (const one of [
    hit(twice.messageId, 'opened', 60),
    hit(twice.messageId, 'opened', 3600),
    hit(twice.messageId, 'opened', 90_000),
    hit(clicker.messageId, 'clicked', 60, '0'),
    hit(program.messageId, 'opened', 60),
    { messageId: twice.messageId, event: 'replied' as const, at: new Date(noon + 9000), key: 'r1' },
    { messageId: twice.messageId, event: 'replied' as const, at: new Date(noon + 9900), key: 'r2' },
  ])
    await applyFeedback(services, slug, [one]);
  expect(await reported()).toEqual({ opened: 3, clicked: 1, replied: 1 });
  expect(await seen()).toEqual(await reported());
  // A hidden link that was followed: what was counted as a person was a program.
  await applyFeedback(services, slug, [hit(program.messageId, 'clicked', 61, 'trap')]);
  expect(await reported()).toEqual({ opened: 2, clicked: 1, replied: 1 });
  expect(await seen()).toEqual(await reported());
  // An earlier open that is told late moves the person to its day, and counts nobody twice.
  await applyFeedback(services, slug, [hit(twice.messageId, 'opened', -86_400 / 2)]);
  expect(await seen()).toEqual(await reported());
});

it('whatever order opens, clicks and signs of programs come in, home and the report count the same people', async () => {
  const { ctx, slug } = await testTenant(database, { at: '2026-03-31T12:00:00.000Z' });
  const messages = await Promise.all(
    Array.from({ length: 4 }, () =>
      sentMessage(database, slug, { links: ['https://uni.example/0'], sentAt: new Date(noon) }),
    ),
  );
  let n = 0;
  // Seeded, so that a failure comes back.
  let state = 7;
  const pick = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
  const any = (): Feedback => {
    const link = [undefined, '0', '0', 'trap'][pick(4)];
    const event = link === undefined ? 'opened' : 'clicked';
    return {
      ...{ messageId: messages[pick(messages.length)]!.messageId, event, key: `k${++n}` },
      at: new Date(noon + pick(86_400) * 1000),
      ...(link === 'trap' ? { machine: 'honeypot' } : {}),
      metadata: { agent: browser.agent, ip: `192.0.2.${pick(3)}`, ...(link ? { link } : {}) },
    };
  };
  for (let round = 0; round < 6; round++) {
    await applyFeedback(services, slug, Array.from({ length: 5 }, any));
    await counts(slug);
    const reports = await Promise.all(messages.map(({ campaignId: id }) => getCampaign(ctx, { id })));
    const { totals } = await overview(ctx, {});
    for (const event of ['opened', 'clicked'] as const)
      expect(totals[event], `${event} in round ${round}`).toBe(
        reports.reduce((sum, one) => sum + one.totals[event], 0),
      );
  }
});

it('an upgrade loses no open of the days before it: until its day ends hits are counted, then people, and nothing twice', async () => {
  const name = 'upgraded';
  const analytics = clickhouseAnalytics({ url: server.url, database: name });
  const { ctx: made, slug } = await testTenant(database);
  const ctx = { ...made, services: { ...services, analytics } };

  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const happened = (event: MessageFactName, count: number, offset: number) =>
    ingestFacts(
      analytics,
      messageFacts(event, {
        ...{ channel: 'email', sourceType: 'campaign', sourceId: randomUUID(), templateId: null },
        items: Array.from({ length: count }, () => ({
          id: randomUUID(),
          contactId: randomUUID(),
          at: `${day(offset)}T12:00:00.000Z`,
        })),
      }).map((fact): AnalyticsFact => ({
        ...fact,
        id: randomUUID(),
        tenant: slug,
        occurredAt: `${day(offset)}T12:00:00.000Z`,
      })),
    );
  const opened = async () => {
    const { items } = await messageNumbers(ctx, { by: 'day', from: day(-5), to: day(2) });
    return items.map((item) => [item.day, item.event, item.count]);
  };
  await migrateClickhouse({ url: server.url, database: name }, clickhouseMigrations.slice(0, 1));
  await happened('opened', 20, -2);
  await happened('opened', 7, 0);
  await migrateClickhouse({ url: server.url, database: name });
  const told = [
    [day(-2), 'opened', 20],
    [day(0), 'opened', 7],
  ];
  expect(await opened()).toEqual(told);
  // Told late, taken back, and opened again on the day of the upgrade: rows about days that hits tell.
  await happened('first_opened', 1, -4);
  await happened('first_opened_undone', 1, -2);
  await happened('first_opened', 2, 0);
  expect(await opened()).toEqual(told);
  await happened('opened', 5, 2);
  await happened('first_opened', 3, 2);
  await happened('first_opened_undone', 1, 2);
  expect(await opened()).toEqual([...told, [day(2), 'opened', 2]]);
  await migrateClickhouse({ url: server.url, database: name });
  expect(await opened()).toEqual([...told, [day(2), 'opened', 2]]);
});
