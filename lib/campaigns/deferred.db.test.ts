import { expect, it, onTestFinished } from 'vitest';
import { createRule, deleteRule } from '@/lib/compliance';
import { askGateAgain, startDelivery } from '@/lib/pipeline';
import { withTenant } from '@/lib/platform/db/tenant';
import { testDatabase } from '@/lib/testing/database';
import { inHandsOf, queueAsArranged, queuedCampaign, statesOf } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { askAgain, getCampaign, listCampaigns, listRecipients, pauseCampaign } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

/** Six who wait for the gate, one for the server, one who is queued. */
async function waiting() {
  const t = await testTenant(database);
  const campaign = await queuedCampaign(database, t.slug, 8, { asleep: true });
  const [gate, server] = [campaign.messages.slice(0, 6), campaign.messages[6]!];
  await sql`update pipeline_messages set status = 'deferred', verdict_rule = case when id = ${gate[0]!} then 'quiet_hours' else 'capacity' end,
      verdict_reason = case when id = ${gate[0]!} then 'quiet_hours' else 'capacity' end, due_at = now() + interval '1 day'
    where id = any(${gate}::uuid[])`;
  await sql`update pipeline_messages set status = 'deferred', verdict_rule = 'passed', verdict_reason = 'passed', error_code = '4.2.0', error_message = 'Later', attempts = 1,
    due_at = now() + interval '1 hour' where id = ${server}`;
  await queueAsArranged(sql, t.slug);
  return { ...t, campaign, id: campaign.id, gate, server };
}

it('who waits is broken down by what they wait for, on the campaign and in the list; each reason has its recipients', async () => {
  const { ctx, slug, id } = await waiting();
  const { deferredBy, totals, skippedBy, failedBy } = await getCampaign(ctx, { id });
  expect(deferredBy).toEqual({ capacity: 5, quiet_hours: 1, '4.2.0': 1 });
  expect([skippedBy, failedBy]).toEqual([{}, {}]);
  expect(Object.values(deferredBy).reduce((sum, n) => sum + n, 0)).toBe(totals.deferred);
  for (const [reason, people] of Object.entries(deferredBy))
    expect((await listRecipients(ctx, { id, outcome: 'deferred', reason })).items).toHaveLength(people);
  await sql`select update_campaign_email_stats(${slug}, ${id})`;
  expect((await listCampaigns(ctx, {})).items[0]).toMatchObject({ deferredBy, skippedBy, failedBy });
});

it('who waits for a rule that is gone goes as soon as the gate is asked again; who waits for a server does not', async () => {
  const { ctx, slug } = await testTenant(database);
  const campaign = await queuedCampaign(database, slug, 4, { asleep: true });
  const { id } = campaign;
  const [server = ''] = campaign.messages;
  await sql`update pipeline_messages set status = 'deferred', error_code = '4.2.0', attempts = 1, due_at = now() + interval '1 hour' where id = ${server}`;
  await queueAsArranged(sql, slug);
  const rule = await createRule(ctx, {
    name: 'None',
    rule: { type: 'capacity', action: { messages: 1, seconds: 86_400, per: 'organisation' } },
  });
  const worker = await startDelivery(database.services);
  onTestFinished(() => worker.stop());
  await campaign.wake();
  await until('the capacity', async () => (await statesOf(database, campaign))['deferred'] === 3);
  expect((await getCampaign(ctx, { id })).deferredBy).toEqual({ capacity: 2, '4.2.0': 1 });
  // The rule stands: they are judged again, and wait for the same windows as before.
  const dues = async () =>
    (
      await sql`select due_at from pipeline_messages where source_id = ${id} and verdict_reason = 'capacity' order by due_at`
    ).map((row) => (row as { due_at: Date }).due_at.toISOString());
  const before = await dues();
  expect(await askAgain(ctx, { id })).toEqual({ asked: 2, nextCursor: null });
  await until('the same again', async () => (await getCampaign(ctx, { id })).deferredBy['capacity'] === 2);
  expect(await dues()).toEqual(before);
  await deleteRule(ctx, { id: rule.id });
  expect(await askAgain(ctx, { id, reason: 'quiet_hours' })).toEqual({ asked: 0, nextCursor: null });
  expect(await askAgain(ctx, { id, reason: 'capacity' })).toEqual({ asked: 2, nextCursor: null });
  await until('them to be sent', async () => (await statesOf(database, campaign))['sent'] === 3);
  expect((await getCampaign(ctx, { id })).deferredBy).toEqual({ '4.2.0': 1 });
  const lines = await sql<
    { details: object }[]
  >`select details from audit_logs where tenant_id = ${slug} and action = 'campaigns.askAgain' order by id`;
  expect(lines.map(({ details }) => details)).toMatchObject([
    { asked: 2 },
    { asked: 0 },
    { asked: 2, reason: 'capacity' },
  ]);
});

it('all are asked about once, in parts, however often they are told to wait; what is in the hands of a worker is left alone', async () => {
  const { ctx, slug, id, gate, campaign } = await waiting();
  const keep = () => inHandsOf(database, campaign, 'elsewhere', undefined, [gate[5]!]);
  await keep();
  const seen: number[] = [];
  let after: string | null = null;
  do {
    const part: { asked: number; last: string | null } = await withTenant(ctx, (tx) =>
      askGateAgain(tx, { campaignId: id, senderId: null, after, limit: 2 }),
    );
    await sql`update pipeline_messages set status = 'deferred', due_at = now() + interval '1 day' where tenant_id = ${slug} and verdict_rule <> 'passed'`;
    await queueAsArranged(sql, slug);
    await keep();
    seen.push(part.asked);
    after = part.last;
  } while (after);
  expect(seen.reduce((sum, n) => sum + n, 0)).toBe(5);
  expect(seen.length).toBeLessThan(5);
});

it('a campaign with a pace keeps it: who is asked about again gets a turn among the others', async () => {
  const { ctx, slug, id } = await waiting();
  await sql`update campaigns set per_hour = 60 where tenant_id = ${slug} and id = ${id}`;
  expect(await askAgain(ctx, { id })).toMatchObject({ asked: 6 });
  // Nothing stops for their sake: the lane stays open, and no job is needed.
  expect(await sql`select 1 from pipeline_lanes where id = ${id} and state = 'active'`).toHaveLength(1);
  expect(await sql`select 1 from jobs where tenant_id = ${slug}`).toHaveLength(0);
  const [spread] = await sql<{ n: number; torn: number }[]>`
    select count(distinct m.due_at)::int as n, count(*) filter (where q.due_at is distinct from m.due_at)::int as torn
    from pipeline_messages m left join pipeline_queue q on q.message_id = m.id where m.tenant_id = ${slug} and m.status = 'queued'`;
  expect(spread).toEqual({ n: 7, torn: 0 });
});

it('asking again is for who may send, for a campaign of this organisation that is being sent', async () => {
  const { ctx, as, id, gate } = await waiting();
  const other = await waiting();
  await expect(askAgain(as('readonly'), { id })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(askAgain(other.ctx, { id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await askAgain(other.ctx, { id: other.id, messageIds: [gate[0]!] })).toMatchObject({ asked: 0 });
  expect(await askAgain(ctx, { id, messageIds: [gate[0]!] })).toEqual({ asked: 1, nextCursor: null });
  expect((await getCampaign(ctx, { id })).deferredBy).toEqual({ capacity: 5, '4.2.0': 1 });
  await pauseCampaign(ctx, { id });
  await expect(askAgain(ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
});
