import { describe, expect, it } from 'vitest';
import { systemTags } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { claim, type ClaimedMessage, type Lane } from './claim';
import { expireLeases, renewLeases } from './recover';
import { record } from './record';
import { backToQueue, resultOf, type Result } from './result';

const database = await testDatabase();
const sql = database.owner.tags;
const busy = { state: 'refused', response: '451 later', transient: true, kind: 'throttle' } as const;

async function campaignOf(count: number) {
  const { slug } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, count);
  const lane: Lane = { tenant: slug, id: campaign.id, kind: 'campaign', channel: 'email' };
  const take = (now = new Date()) => claim(systemTags(database.services), lane, 'one', 1000, now, 60);
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

  it('are renewed past what is just being recorded, whose rows are locked', async () => {
    const { slug, campaign, take } = await campaignOf(3);
    await take();
    const until = new Date(Date.now() + 3_600_000);
    await sql.begin(async (tx) => {
      await tx`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${campaign.messages[0] ?? ''} for update`;
      await renewLeases(database.services, 'one', until);
      await expireLeases(database.services, new Date(Date.now() + 600_000), 'two');
    });
    const rows =
      await sql`select status, lease_until = ${until} as renewed from pipeline_messages where source_id = ${campaign.id} order by renewed`;
    expect([...rows]).toEqual([
      { status: 'sending', renewed: false },
      { status: 'sending', renewed: true },
      { status: 'sending', renewed: true },
    ]);
  });
});
