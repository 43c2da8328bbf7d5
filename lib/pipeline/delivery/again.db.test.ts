import { describe, expect, it } from 'vitest';
import type { Tags } from '@/db/client';
import { systemTags } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { claim, type ClaimedMessage, type Lane } from './claim';
import { endLease, expireLeases, renewLease } from './recover';
import { record } from './record';
import { backToQueue, resultOf, type Result } from './result';

const database = await testDatabase();
const sql = database.owner.tags;
const busy = { state: 'refused', response: '451 later', transient: true, kind: 'throttle' } as const;

async function campaignOf(count: number) {
  const { slug } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, count);
  const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
  const take = async (now = new Date()) => {
    await renewLease(database.services, 'one', new Date(now.getTime() + 60_000));
    return (await claim(systemTags(database.services), lane, 'one', 1000, now)).flatMap((one) => one.messages);
  };
  const put = (results: Result[]) =>
    record(
      database.services,
      { lane, sourceId: campaign.id, templateId: null, provider: 'smtp', worker: 'one' },
      results,
      new Date(),
    );
  return { slug, campaign, take, put };
}

describe('a result that is written again because nobody heard that the first time had worked', () => {
  const again = (name: string, result: (message: ClaimedMessage) => Result) =>
    it(`leaves alone what the same worker has claimed since: ${name}`, async () => {
      const { campaign, take, put } = await campaignOf(2);
      const results = (await take()).map(result);
      await put(results);
      const dueAgain = new Date(Math.max(...results.map((each) => each.dueAt?.getTime() ?? 0)));
      expect(await take(dueAgain)).toHaveLength(2);
      await put(results);
      // Queued again it would be claimed a second time, while the first claim is on the wire.
      expect(await statesOf(database, campaign)).toEqual({ sending: 2 });
      expect(await take(new Date(dueAgain.getTime() + 86_400_000))).toEqual([]);
    });
  again('given back', (message) => backToQueue(message, new Date()));
  again('deferred', (message) => resultOf(message, busy, new Date(), 0.5));
});

describe('two batches of one lane', () => {
  it('are recorded at the same moment without waiting for each other in a circle', async () => {
    const { slug, campaign, take, put } = await campaignOf(4);
    const results = (await take()).map((message) => resultOf(message, busy, new Date(), 0.5));
    let both = Promise.resolve<unknown>(null);
    await sql.begin(async (tx) => {
      await tx`select 1 from pipeline_lanes where tenant_id = ${slug} and id = ${campaign.id} for update`;
      both = Promise.all([put(results.slice(0, 2)), put(results.slice(2))]);
      both.catch(() => undefined);
      for (let waiting = 0; waiting < 2;) {
        const [row] = await tx<{ n: number }[]>`
          select count(distinct pid)::int as n from pg_locks where not granted`;
        waiting = row?.n ?? 0;
      }
    });
    await both;
    expect(await statesOf(database, campaign)).toEqual({ deferred: 4 });
  });
});

describe('leases', () => {
  it('of an instance that lives are not given up by itself, however long it slept', async () => {
    const { campaign, take } = await campaignOf(2);
    await take();
    const later = new Date(Date.now() + 3_600_000);
    await expireLeases(database.services, later, 'one');
    expect(await statesOf(database, campaign)).toEqual({ sending: 2 });
    await expireLeases(database.services, later, 'two');
    expect(await statesOf(database, campaign)).toEqual({ uncertain: 2 });
  });

  it('leave what is just being recorded to who records it, however late: its row is locked', async () => {
    const { slug, campaign, take } = await campaignOf(3);
    await take();
    await sql.begin(async (tx) => {
      await tx`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${campaign.messages[0] ?? ''} for update`;
      await expireLeases(database.services, new Date(Date.now() + 600_000), 'two');
    });
    expect(await statesOf(database, campaign)).toEqual({ sending: 1, uncertain: 2 });
    await expireLeases(database.services, new Date(Date.now() + 600_000), 'two');
    expect(await statesOf(database, campaign)).toEqual({ uncertain: 3 });
  });

  it('end only with nothing held, also by a claim whose answer was never heard', async () => {
    const { take, put } = await campaignOf(2);
    const taken = await take();
    expect(await endLease(database.services, 'one')).toBe(false);
    await put(taken.map((message) => backToQueue(message, new Date())));
    expect(await endLease(database.services, 'one')).toBe(true);
    expect(await sql`select 1 from pipeline_workers where name = 'one'`).toEqual([]);
  });

  it('that end while an answer is being written leave it what it is', async () => {
    const { slug, campaign, take, put } = await campaignOf(2);
    const [first, second] = await take();
    const answer = { state: 'accepted', response: '250 ok', reference: 'Q1' } as const;
    let writing: Promise<unknown> = Promise.resolve();
    await sql.begin(async (tx) => {
      await tx`update pipeline_messages set status = 'uncertain', lease_by = 'one', attempts = 1 where tenant_id = ${slug} and id = ${first!.id}`;
      writing = put([first!, second!].map((message) => resultOf(message, answer, new Date(), 0.5)));
      for (let waiting = 0; waiting === 0;) {
        const [row] = await tx<{ n: number }[]>`select count(*)::int as n from pg_locks where not granted`;
        waiting = row?.n ?? 0;
      }
    });
    await writing;
    expect(await statesOf(database, campaign)).toEqual({ sent: 2 });
    expect(await sql`select distinct attempts from pipeline_messages where source_id = ${campaign.id}`).toEqual([
      { attempts: 1 },
    ]);
  });

  it('that have ended give nothing more, until they are renewed', async () => {
    const { slug, campaign, take } = await campaignOf(2);
    await take(new Date(0));
    const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
    expect(await claim(systemTags(database.services), lane, 'one', 10, new Date())).toEqual([]);
    expect(await take()).toHaveLength(2);
  });

  it('end with all that was claimed under them: a claim that is under way is left to the next round', async () => {
    const { slug, campaign } = await campaignOf(2);
    const system = systemTags(database.services);
    const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
    const [start, later] = [new Date(), new Date(Date.now() + 600_000)];
    await renewLease(database.services, 'slow', new Date(start.getTime() + 60_000));
    await system.begin(async (tx) => {
      const [taken] = await claim(tx as unknown as Tags, lane, 'slow', 2, start);
      expect(taken?.messages).toHaveLength(2);
      await expireLeases(database.services, later, 'two');
    });
    expect(await statesOf(database, campaign)).toEqual({ sending: 2 });
    await expireLeases(database.services, later, 'two');
    expect(await statesOf(database, campaign)).toEqual({ uncertain: 2 });
  });
});
