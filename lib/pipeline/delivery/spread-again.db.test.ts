import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pauseCampaign, respreadCampaign, resumeCampaign } from '@/lib/campaigns';
import { systemTags } from '@/lib/platform/db/system';
import { startJobRunner } from '@/lib/platform/jobs';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { claim, type Lane } from './claim';
import { openJournal } from './journal';
import { record } from './record';
import { expireLeases, heldBy, renewLease, settleInstance } from './recover';
import { backToQueue, resultOf, type Result } from './result';

const database = await testDatabase();
const sql = database.owner.tags;
const folder = join(database.dataDir, 'journal');

/**
 * A campaign with a pace whose three messages were claimed by `first`: one hangs on a slow server, the others were given back at a
 * pause, got the slot that had begun once more, and were claimed by `second`.
 */
async function claimedTwice(first: string, second: string) {
  const { ctx, slug } = await testTenant(database);
  const { id } = await queuedCampaign(database, slug, 3);
  const started = new Date(Date.now() - 5000);
  await sql`update campaigns set per_hour = 6000, started_at = ${started} where tenant_id = ${slug} and id = ${id}`;
  await sql`update pipeline_messages set due_at = ${started} where tenant_id = ${slug} and source_id = ${id}`;
  await sql`update pipeline_queue set due_at = ${started} where tenant_id = ${slug} and lane_id = ${id}`;
  const lane: Lane = { tenant: slug, id, kind: 'campaign', channel: 'email' };
  const take = async (worker: string) => {
    await renewLease(database.services, worker, new Date(Date.now() + 60_000));
    return (await claim(systemTags(database.services), lane, worker, 10, new Date())).flatMap((one) => one.messages);
  };
  const put = (worker: string, results: Result[]) =>
    record(database.services, { lane, sourceId: id, templateId: null, provider: 'smtp', worker }, results, new Date());
  const [slow, ...others] = await take(first);
  expect(others).toHaveLength(2);
  await pauseCampaign(ctx, { id });
  await put(
    first,
    others.map((m) => backToQueue(m, new Date())),
  );
  await resumeCampaign(ctx, { id });
  const jobs = await startJobRunner(database.services, [respreadCampaign], { worker: second });
  onTestFinished(() => jobs.stop());
  await until(
    'the lane to open',
    async () => (await sql`select 1 from pipeline_lanes where id = ${id} and state = 'active'`).length === 1,
  );
  const again = await take(second);
  expect(again.map((m) => m.id).sort()).toEqual(others.map((m) => m.id).sort());
  return { slow: slow!, again, put, take };
}

describe('what is given back, spread anew in the slot that has begun, and claimed by another worker', () => {
  it('is not in the hands of the first any more', async () => {
    const { slow } = await claimedTwice('a1', 'b1');
    expect((await heldBy(database.services, 'a1')).map((m) => m.id)).toEqual([slow.id]);
  });

  it('is not queued again when the first dies', async () => {
    const { slow, take } = await claimedTwice('a2', 'b2');
    const journal = openJournal(folder, 'a2');
    journal.begin(slow.id);
    journal.seal();
    await settleInstance(database.services, folder, 'a2', 'smtp', new Date());
    expect(await take('c2')).toEqual([]);
  });

  it('keeps what the second says of it when the lease of the first ends', async () => {
    const { again, put } = await claimedTwice('a3', 'b3');
    await sql`update pipeline_workers set lease_until = now() - interval '1 minute' where name = 'a3'`;
    await expireLeases(database.services, new Date(), 'b3');
    await put(
      'b3',
      again.map((m) => resultOf(m, { state: 'accepted', response: '250 ok' }, new Date(), 0.5)),
    );
    const rows =
      await sql`select distinct status from pipeline_messages where id = any(${again.map((m) => m.id)}::uuid[])`;
    expect(rows).toEqual([{ status: 'sent' }]);
  });
});
