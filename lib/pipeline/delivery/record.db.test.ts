import { describe, expect, it, onTestFinished } from 'vitest';
import { bareClient } from '@/db/client';
import { smtpProvider, smtpSettings } from '@/lib/sending';
import { holdingServer } from '@/lib/sending/smtp/holding-server';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queuedCampaign, statesOf, type QueuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { startDelivery } from '.';
import { record } from './record';
import { backToQueue } from './result';

const database = await testDatabase();
const sql = database.owner.tags;

async function delivered(break_: (slug: string) => Promise<() => Promise<unknown>>) {
  const { slug } = await testTenant(database);
  const server = await holdingServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  server.holding = true;
  const campaign = await queuedCampaign(database, slug, 5);
  const worker = await startDelivery(database.services, { provider: smtpProvider(smtpSettings(server.url)) });
  onTestFinished(() => worker.stop());
  await until('messages on the wire', () => server.bodies.length > 0);
  const mend = await break_(slug);
  server.release();
  await new Promise((done) => setTimeout(done, 700));
  const meanwhile = await statesOf(database, campaign);
  await mend();
  await until('the end', async () => (await statesOf(database, campaign))['sent'] === 5);
  expect([...server.bodies].sort()).toEqual(campaign.addresses);
  const facts = await sql<{ payload: { messageIds: string[] } }[]>`
    select payload from outbox where tenant_id = ${slug} and type = 'message.sent'`;
  expect(facts.flatMap((fact) => fact.payload.messageIds).sort()).toEqual(campaign.messages.sort());
  return meanwhile;
}

describe('answers that PostgreSQL does not take', () => {
  it('are written again until it does, with their facts, once; nothing is sent again', async () => {
    const meanwhile = await delivered(async (slug) => {
      await sql.unsafe(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$;
        create trigger refuse before insert on outbox for each row when (new.tenant_id = '${slug}') execute function refuse()`);
      return () => sql`drop trigger refuse on outbox`;
    });
    expect(meanwhile).toEqual({ sending: 5 });
  });

  it('survive statements that are cancelled in the middle', async () => {
    const root = bareClient(database.superUrl);
    onTestFinished(() => root.end());
    let cancelled = 0;
    await delivered(async (slug) => {
      let cancelling = true;
      const lock = sql.begin(async (tx) => {
        await tx`select 1 from pipeline_messages where tenant_id = ${slug} for update`;
        while (cancelling) {
          const waiting = await root`
            select pg_cancel_backend(pid) from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`;
          cancelled += waiting.length;
          await new Promise((done) => setTimeout(done, 50));
        }
      });
      return async () => {
        cancelling = false;
        await lock;
      };
    });
    expect(cancelled).toBeGreaterThan(0);
  });
});

/** When each message is due, in PostgreSQL's own words. */
async function dueOf(campaign: QueuedCampaign): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; due: string }[]>`
    select id, due_at::text as due from pipeline_messages where source_id = ${campaign.id}`;
  return new Map(rows.map(({ id, due }) => [id, due]));
}

describe('answers that two write at once', () => {
  it('both go in at the first try, though both put the lane back', async () => {
    const { slug } = await testTenant(database);
    const campaign = await queuedCampaign(database, slug, 400, { asleep: true });
    const lane = { tenant: slug, id: campaign.id, kind: 'campaign' as const, channel: 'email' as const };
    const target = { lane, sourceId: campaign.id, templateId: null, provider: 'sandbox', worker: 'w' };
    const dueAt = new Date('2030-01-01T00:00:00Z');
    const halves = [campaign.messages.slice(0, 200), campaign.messages.slice(200)];
    for (let round = 0; round < 10; round++) {
      await inHandsOf(database, campaign, 'w');
      const due = await dueOf(campaign);
      await Promise.all(
        halves.map((half) =>
          record(
            database.services,
            target,
            half.map((id) => backToQueue({ id, contactId: '', due: due.get(id) ?? '' }, dueAt)),
            new Date(),
          ),
        ),
      );
    }
    expect(await statesOf(database, campaign)).toEqual({ queued: 400 });
  });
});
