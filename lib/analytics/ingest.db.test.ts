import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migrateClickhouse } from '@/db/clickhouse/migrate';
import { messageFacts, type MessageFactName } from '@/lib/pipeline/events';
import { clickhouseAnalytics, type AnalyticsPort } from '@/lib/platform/analytics';
import { startClickhouse, type Clickhouse } from '@/scripts/launcher/clickhouse';
import { ingestFacts } from './ingest';
import { analyticsRows, type AnalyticsFact } from './row';

const at = '2026-05-06T07:08:09.123Z';
const dataDir = mkdtempSync(join(tmpdir(), 'ao-ingest-'));
let server: Clickhouse;
let analytics: AnalyticsPort;
let tenant = '';

beforeAll(async () => {
  server = await startClickhouse({ dataDir, log: () => undefined });
  await migrateClickhouse({ url: server.url, database: 'ingest' });
  analytics = clickhouseAnalytics({ url: server.url, database: 'ingest' });
});
afterAll(async () => {
  await analytics.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => {
  tenant = `t-${randomUUID().slice(0, 8)}`;
});

const Count = z.object({ n: z.number() });
const events = async (where = '1') =>
  (
    await analytics.query(
      Count,
      `select count() as n from analytics_events where tenant_id = {tenant:String} and ${where}`,
      { tenant },
    )
  )[0]?.n;
const summary = async () =>
  Object.fromEntries(
    (
      await analytics.query(
        z.object({ event: z.string(), n: z.number() }),
        `select event_type as event, sum(count) as n from mv_daily_message_summary where tenant_id = {tenant:String} group by event`,
        { tenant },
      )
    ).map((row) => [row.event, row.n]),
  );

const sourceId = randomUUID();
function fact(name: MessageFactName, items: number, more: { machine?: string; at?: string } = {}): AnalyticsFact {
  const all = Array.from({ length: items }, () => ({
    id: randomUUID(),
    contactId: randomUUID(),
    at: more.at ?? at,
    ...(more.machine ? { machine: more.machine } : {}),
  }));
  const [first] = messageFacts(name, {
    channel: 'email',
    sourceType: 'campaign',
    sourceId,
    templateId: null,
    items: all,
  });
  if (!first) throw new Error('no fact');
  return { ...first, id: randomUUID(), tenant, occurredAt: new Date(at) };
}

describe('the schema', () => {
  it('may be applied again and changes nothing', async () => {
    expect(await migrateClickhouse({ url: server.url, database: 'ingest' })).toEqual([]);
  });
});

describe('taking facts into analytics', () => {
  it('one row per message, and the daily summary adds up', async () => {
    const facts = [
      fact('sent', 1000),
      fact('delivered', 40),
      fact('opened', 3),
      fact('opened', 2, { machine: 'too soon after delivery' }),
    ];
    expect(await ingestFacts(analytics, facts)).toBe(1045);
    expect(await events()).toBe(1045);
    expect(await summary()).toEqual({ sent: 1000, delivered: 40, opened: 3, machine_opened: 2 });
    const [row] = await analytics.query(
      z.object({ campaign_id: z.string(), occurred_at: z.string() }),
      `select campaign_id, occurred_at from analytics_events where tenant_id = {tenant:String} limit 1`,
      { tenant },
    );
    expect(row).toEqual({ campaign_id: sourceId, occurred_at: at });
  });

  it('the form that facts had before decision 044 gives the same rows; lists that do not fit are refused', () => {
    const told = fact('opened', 2, { machine: 'too soon after delivery' });
    const { messageIds, contactIds, at: when, machine, ...source } = told.payload;
    const ids = contactIds as string[];
    const items = (messageIds as string[]).map((id, i) => ({ id, contactId: ids[i], at: when, machine }));
    expect(analyticsRows({ ...told, payload: { ...source, items } })).toEqual(analyticsRows(told));
    const short = { ...told, payload: { ...told.payload, contactIds: ids.slice(1) } };
    expect(() => analyticsRows(short)).toThrow('items.1.contactId');
    const many = {
      messageIds: Array.from({ length: 1001 }, () => randomUUID()),
      contactIds: Array.from({ length: 1001 }, () => randomUUID()),
    };
    expect(() => analyticsRows({ ...told, payload: { ...told.payload, ...many } })).toThrow('items');
  });

  it('a fact that comes again, alone or in another batch, is not counted twice', async () => {
    const [a, b, c] = [fact('sent', 10), fact('sent', 20), fact('opened', 5)];
    await ingestFacts(analytics, [a, b]);
    await ingestFacts(analytics, [a, b]);
    expect(await ingestFacts(analytics, [b, c, c])).toBe(5);
    expect(await ingestFacts(analytics, [a])).toBe(0);
    expect(await events()).toBe(35);
    expect(await summary()).toEqual({ sent: 30, opened: 5 });
  });

  it('a worker that died between insert and acknowledgement leaves no doubles, even if the batch is cut anew', async () => {
    const facts = Array.from({ length: 6 }, () => fact('clicked', 7));
    const dying: AnalyticsPort = {
      ...analytics,
      insert: async (...args) => {
        await analytics.insert(...args);
        throw new Error('killed after the insert');
      },
    };
    await expect(ingestFacts(dying, facts.slice(0, 4))).rejects.toThrow('killed');
    await ingestFacts(analytics, facts);
    expect(await summary()).toEqual({ clicked: 42 });
  });

  it('an owner that is killed in the middle comes back with all that was acknowledged, and the repeat adds nothing', async () => {
    const facts = [fact('sent', 1000), fact('failed', 500)];
    await ingestFacts(analytics, facts);
    process.kill(server.pid, 'SIGKILL');
    await expect.poll(() => ingestFacts(analytics, facts).catch(() => -1), { timeout: 30_000, interval: 200 }).toBe(0);
    expect(await summary()).toEqual({ sent: 1000, failed: 500 });
  });

  it('takes facts about contacts and campaigns as one row each', async () => {
    const id = randomUUID();
    await ingestFacts(analytics, [
      {
        id: randomUUID(),
        tenant,
        type: 'contact.created',
        entityType: 'contact',
        entityId: id,
        payload: {},
        occurredAt: at,
      },
      {
        id: randomUUID(),
        tenant,
        type: 'campaign.launched',
        entityType: 'campaign',
        entityId: id,
        payload: { channel: 'email' },
        occurredAt: at,
      },
    ]);
    expect(await events(`contact_id = '${id}' and event_type = 'contact.created'`)).toBe(1);
    expect(await events(`campaign_id = '${id}' and channel = 'email'`)).toBe(1);
    expect(await summary()).toEqual({});
  });

  it('refuses a payload that no retry can mend, naming the fact and the field', async () => {
    const wrong = { ...fact('sent', 1), payload: { channel: 'email' } };
    await expect(ingestFacts(analytics, [wrong])).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(wrong.id) as string,
    });
  });

  it('says that the store does not answer, so that the fact is tried again', async () => {
    const away = clickhouseAnalytics({ url: 'http://127.0.0.1:9', database: 'ingest' });
    await expect(ingestFacts(away, [fact('sent', 1)])).rejects.toMatchObject({ code: 'unavailable' });
    await away.close();
  });

  it('50,000 rows of one batch are found again by their ids', async () => {
    const facts = Array.from({ length: 50 }, () => fact('sent', 1000));
    expect(await ingestFacts(analytics, facts)).toBe(50_000);
    expect(await ingestFacts(analytics, facts)).toBe(0);
    expect(await summary()).toEqual({ sent: 50_000 });
  });
});
