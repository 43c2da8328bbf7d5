import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateClickhouse } from '@/db/clickhouse/migrate';
import { GET as getMessages } from '@/app/api/v1/analytics/messages/route';
import { createContact } from '@/lib/contacts';
import { messageFacts, type MessageFactName } from '@/lib/pipeline/events';
import { absentAnalytics } from '@/lib/platform/analytics';
import { testDatabase } from '@/lib/testing/database';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { startClickhouse } from '@/scripts/launcher/clickhouse';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestFacts, messageNumbers, messageNumbersCsv, overview } from '.';
import type { AnalyticsFact } from './row';

const dataDir = mkdtempSync(join(tmpdir(), 'ao-analytics-'));
const server = await startClickhouse({ dataDir, log: () => undefined });
await migrateClickhouse({ url: server.url, database: 'verbs' });
const database = await testDatabase({ CLICKHOUSE_URL: server.url, CLICKHOUSE_DATABASE: 'verbs' });
afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const now = '2026-03-31T12:00:00.000Z';
let tenant: TestTenant;
beforeEach(async () => {
  tenant = await testTenant(database, { at: now });
});

async function happened(
  name: MessageFactName,
  n: number,
  at: string,
  more: { campaign?: string; machine?: string; slug?: string } = {},
): Promise<void> {
  const items = Array.from({ length: n }, () => ({
    id: randomUUID(),
    contactId: randomUUID(),
    at,
    ...(more.machine ? { machine: more.machine } : {}),
  }));
  const facts = messageFacts(name, {
    channel: 'email',
    sourceType: 'campaign',
    sourceId: more.campaign ?? randomUUID(),
    templateId: null,
    items,
  });
  await ingestFacts(
    database.services.analytics,
    facts.map((fact): AnalyticsFact => ({
      ...fact,
      id: randomUUID(),
      tenant: more.slug ?? tenant.slug,
      occurredAt: at,
    })),
  );
}

/** Adds mail that was sent to the daily summary alone. */
const summed = (slug: string, day: string, n: number) =>
  migrateClickhouse({ url: server.url, database: 'verbs' }, [
    {
      name: randomUUID(),
      statements: [`insert into mv_daily_message_summary values ('${slug}', '${day}', 'email', 'sent', ${n})`],
    },
  ]);

describe('messages by day, channel and event', () => {
  it('are a file with the same numbers; a day stands beside the zone in which it was cut', async () => {
    await happened('sent', 2, '2026-03-31T10:00:00.000Z');
    const ctx = { ...tenant.ctx, timeZone: 'Asia/Tokyo' };
    const file = async (by: string) => (await messageNumbersCsv(ctx, { by })).text();
    expect(await file('day')).toBe('day,event,count,time_zone\r\n2026-03-31,sent,2,Asia/Tokyo\r\n');
    expect(await file('channel')).toBe('channel,event,count\r\nemail,sent,2\r\n');
    expect(await file('event')).toBe('event,count\r\nsent,2\r\n');
  });

  it('counts the last 30 days in UTC, both ends included, and nothing before', async () => {
    await happened('sent', 5, '2026-03-31T23:59:59.999Z');
    await happened('sent', 3, '2026-03-02T00:00:00.000Z');
    await happened('sent', 7, '2026-03-01T23:59:59.999Z');
    await happened('first_opened', 2, '2026-03-31T01:00:00.000Z');
    await happened('opened', 4, '2026-03-31T01:00:00.000Z', { machine: 'prefetch' });
    const numbers = await messageNumbers(tenant.ctx, {});
    expect(numbers).toMatchObject({
      from: '2026-03-02',
      to: '2026-03-31',
      totals: { sent: 8, opened: 2, machine_opened: 4 },
    });
    expect(numbers.items).toContainEqual({ day: '2026-03-02', event: 'sent', count: 3 });
    expect((await messageNumbers(tenant.ctx, { by: 'channel' })).items).toContainEqual({
      channel: 'email',
      event: 'sent',
      count: 8,
    });
    expect((await messageNumbers(tenant.ctx, { by: 'event', from: '2026-03-01' })).items).toContainEqual({
      event: 'sent',
      count: 15,
    });
  });

  it('cuts the days on the clock of the organisation, also where summer time begins, for all and for one campaign', async () => {
    const london = await testTenant(database, { at: '2026-03-30T23:30:00.000Z', timeZone: 'Europe/London' });
    const campaign = randomUUID();
    const more = { slug: london.slug, campaign };
    await happened('sent', 1, '2026-03-28T23:59:59.999Z', more);
    await happened('sent', 2, '2026-03-29T22:59:59.999Z', more);
    await happened('sent', 4, '2026-03-29T23:00:00.000Z', more);
    await happened('first_opened', 8, '2026-03-30T23:10:00.000Z', more);
    for (const input of [{ from: '2026-03-29' }, { from: '2026-03-29', campaignId: campaign }]) {
      const numbers = await messageNumbers(london.ctx, input);
      expect(numbers).toMatchObject({ to: '2026-03-31', timeZone: 'Europe/London', totals: { sent: 6, opened: 8 } });
      expect(numbers.items).toEqual([
        { day: '2026-03-29', event: 'sent', count: 2 },
        { day: '2026-03-30', event: 'sent', count: 4 },
        { day: '2026-03-31', event: 'opened', count: 8 },
      ]);
    }
    const { days, to } = await overview(london.ctx, {});
    expect([to, days.at(-1)?.opened, days.at(-2)?.sent, days.at(-4)?.sent]).toEqual(['2026-03-31', 8, 4, 1]);
    expect((await messageNumbers(london.ctx, { from: '2024-03-20', to: '2024-04-01' })).timeZone).toBe('UTC');
  });

  it('counts channels and events of a zone by the summary, and by quarters of an hour only at the borders of its span', async () => {
    const [kolkata, london] = [
      await testTenant(database, { at: now, timeZone: 'Asia/Calcutta' }),
      await testTenant(database, { at: now, timeZone: 'Europe/London' }),
    ];
    const inside: [string, number][] = [
      ['2026-03-27T18:30:00.000Z', 1],
      ['2026-03-28T00:00:00.000Z', 2],
      ['2026-03-29T23:59:59.999Z', 4],
      ['2026-03-30T18:29:59.999Z', 8],
    ];
    for (const [at, n] of inside) await happened('sent', n, at, { slug: kolkata.slug });
    await happened('sent', 100, '2026-03-27T18:29:59.999Z', { slug: kolkata.slug });
    await happened('sent', 100, '2026-03-30T18:30:00.000Z', { slug: kolkata.slug });
    // Only the summary knows of these.
    await summed(kolkata.slug, '2026-03-29', 1000);
    for (const day of ['2026-03-27', '2026-03-30']) await summed(kolkata.slug, day, 500);
    const span = { from: '2026-03-28', to: '2026-03-30' };
    expect((await messageNumbers(kolkata.ctx, { ...span, by: 'event' })).items).toEqual([
      { event: 'sent', count: 1015 },
    ]);
    expect((await messageNumbers(kolkata.ctx, { ...span, by: 'channel' })).items).toEqual([
      { channel: 'email', event: 'sent', count: 1015 },
    ]);
    expect((await messageNumbers(kolkata.ctx, { ...span, by: 'day' })).totals).toEqual({ sent: 15 });
    const only = (day: string) => ({ from: day, to: day, by: 'event' as const });
    expect((await messageNumbers(kolkata.ctx, only('2026-03-30'))).totals, 'a day over two of UTC').toEqual({
      sent: 12,
    });
    await happened('sent', 3, '2026-03-29T12:00:00.000Z', { slug: london.slug });
    await happened('sent', 5, '2026-03-29T23:00:00.000Z', { slug: london.slug });
    await summed(london.slug, '2026-03-29', 500);
    expect((await messageNumbers(london.ctx, only('2026-03-29'))).totals, 'a day of 23 hours').toEqual({ sent: 3 });
  });

  it('counts one campaign alone', async () => {
    const campaign = randomUUID();
    await happened('sent', 5, now, { campaign });
    await happened('sent', 6, now);
    expect(await messageNumbers(tenant.ctx, { campaignId: campaign })).toMatchObject({
      totals: { sent: 5 },
      items: [{ day: '2026-03-31', event: 'sent', count: 5 }],
    });
  });

  it('shows a tenant nothing of another', async () => {
    await happened('sent', 5, now, { slug: 'somebody-else' });
    expect((await messageNumbers(tenant.ctx, {})).totals).toEqual({});
    expect((await overview(tenant.ctx, {})).totals.sent).toBe(0);
  });

  it('refuses a span that is upside down or too long, naming the field', async () => {
    for (const input of [{ from: '2026-02-02', to: '2026-02-01' }, { from: '2001-01-01' }, { from: '2026-13-01' }]) {
      await expect(messageNumbers(tenant.ctx, input)).rejects.toMatchObject({
        code: 'invalid',
        fields: { from: expect.any(String) as string },
      });
    }
  });

  it('answers 401 to nobody in particular', async () => {
    const response = await getMessages(new Request('http://x.test/api/v1/analytics/messages'), {
      params: Promise.resolve({}),
    });
    expect(response.status).toBe(401);
  });
});

describe('the overview', () => {
  it('has a line for each of 30 days and the totals of all', async () => {
    await happened('sent', 5, '2026-03-30T10:00:00.000Z');
    await happened('first_replied', 1, '2026-03-31T10:00:00.000Z');
    const result = await overview(tenant.ctx, {});
    expect(result.days).toHaveLength(30);
    expect(result.days.at(-2)).toEqual({ day: '2026-03-30', sent: 5, delivered: 0, opened: 0, clicked: 0, replied: 0 });
    expect(result).toMatchObject({
      totals: { sent: 5, replied: 1 },
      freshness: { newestEventAt: '2026-03-31T10:00:00.000Z', lagSeconds: 0 },
    });
  });

  it('says how long the newest fact has been waiting, and 0 once it is counted', async () => {
    await createContact(tenant.ctx, { email: 'a@example.org' });
    tenant.clock.advance(7000);
    expect((await overview(tenant.ctx, {})).freshness).toEqual({ newestEventAt: null, lagSeconds: 7 });
    const facts = await database.owner.tags<
      {
        id: string;
        type: string;
        entity_type: string;
        entity_id: string;
        payload: Record<string, unknown>;
        occurred_at: Date;
      }[]
    >`select * from outbox where tenant_id = ${tenant.slug}`;
    await ingestFacts(
      database.services.analytics,
      facts.map((f) => ({
        ...f,
        tenant: tenant.slug,
        entityType: f.entity_type,
        entityId: f.entity_id,
        occurredAt: f.occurred_at,
      })),
    );
    expect((await overview(tenant.ctx, {})).freshness).toEqual({ newestEventAt: now, lagSeconds: 0 });
  });

  it('says in one sentence that the numbers are not to be had, when the store is away or absent', async () => {
    const ctx = { ...tenant.ctx, services: { ...database.services, analytics: absentAnalytics() } };
    await expect(overview(ctx, {})).rejects.toMatchObject({ code: 'unavailable' });
  });
});
