import { expect, it } from 'vitest';
import { systemTags } from '@/lib/platform/db/system';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { claim, Claimed, type Lane } from './claim';
import { record } from './record';
import { renewLease } from './recover';
import { backToQueue } from './result';

const database = await testDatabase();
const sql = database.owner.tags;

async function laneOf(count: number) {
  const { slug } = await testTenant(database);
  const { id } = await queuedCampaign(database, slug, count);
  const lane: Lane = { tenant: slug, id, kind: 'campaign', channel: 'email' };
  await renewLease(database.services, 'one', new Date(Date.now() + 60_000));
  const claimed = new Claimed();
  const take = async (limit: number, now = new Date()) => {
    const after = claimed.lastOf(lane, now);
    const claims = await claim(systemTags(database.services), lane, 'one', limit, now, after);
    claimed.note(lane, claims);
    return claims.flatMap((one) => one.messages);
  };
  const target = { lane, sourceId: id, templateId: null, provider: 'smtp', worker: 'one' };
  const put = (messages: Awaited<ReturnType<typeof take>>, due: Date) =>
    record(
      database.services,
      target,
      messages.map((m) => backToQueue(m, due)),
      new Date(),
    );
  const rows = () =>
    sql<
      { due: string }[]
    >`select due_at::text as due from pipeline_queue where tenant_id = ${slug} and lane_id = ${id}`;
  const giveBack = async (messages: Awaited<ReturnType<typeof take>>) => {
    await put(messages, new Date());
    // As who asks the gate again, or spreads a campaign anew, moves them.
    const ids = messages.map((m) => m.id);
    await sql`update pipeline_messages set due_at = to_timestamp(0) where tenant_id = ${slug} and id = any(${ids}::uuid[])`;
    await sql`update pipeline_queue set due_at = to_timestamp(0) where tenant_id = ${slug} and message_id = any(${ids}::uuid[])`;
  };
  return { take, put, rows, giveBack };
}
const idsOf = (messages: readonly { id: string }[]) => messages.map(({ id }) => id).sort();

it('claims go on where the last one ended, and find what came back to an earlier place when nothing comes after', async () => {
  const { take, giveBack } = await laneOf(5);
  const now = new Date();
  const first = await take(2, now);
  await giveBack(first);
  const next = await take(2, now);
  expect(idsOf(next)).not.toEqual(expect.arrayContaining(idsOf(first)));
  const rest = await take(3, now);
  expect(idsOf([...next, ...rest])).toHaveLength(5);
  expect(idsOf(rest)).toEqual(expect.arrayContaining(idsOf(first)));
});

it('what comes back is due later than its claim was, so that no late word on that claim reaches it', async () => {
  const { take, put, rows } = await laneOf(2);
  const before = await take(2);
  const long = new Date(0);
  await put(before, long);
  await put(before, long);
  for (const { due } of before) expect((await rows()).filter((row) => row.due <= due)).toEqual([]);
  const again = await take(2, new Date(Date.now() + 10));
  expect(idsOf(again)).toEqual(idsOf(before));
  await put(before, long);
  expect(await rows()).toEqual([]);
});

it('what came back to an earlier place waits a second at most, however much comes after it', async () => {
  const { take, giveBack } = await laneOf(6);
  const now = new Date();
  const first = await take(2, now);
  await giveBack(first);
  expect(idsOf(await take(2, new Date(now.getTime() + 500)))).not.toEqual(idsOf(first));
  expect(idsOf(await take(2, new Date(now.getTime() + 1600)))).toEqual(idsOf(first));
});
