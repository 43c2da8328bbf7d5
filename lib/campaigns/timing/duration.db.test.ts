import { expect, it } from 'vitest';
import { createRule } from '@/lib/compliance';
import { testDatabase } from '@/lib/testing/database';
import { draft, people } from '@/lib/testing/outreach';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { getCampaign, preflightCampaign, readOutlook, updateCampaign } from '..';

const database = await testDatabase();
const sql = database.owner.tags;
/** At the beginning of a minute, so that windows of a minute begin with it. */
const at = new Date(Math.floor(Date.now() / 60_000) * 60_000);
type Per = 'organisation' | 'sender' | 'recipient_provider';
const capacity = (messages: number, per: Per = 'organisation') =>
  ({ type: 'capacity', action: { messages, seconds: 60, per } }) as const;

it('the preflight counts the room that capacities leave, by organisation, sender and mailbox provider', async () => {
  for (const [per, minutes] of [
    ['organisation', 5],
    ['sender', 5],
    ['recipient_provider', 2],
  ] as const) {
    const { ctx } = await testTenant(database, { at });
    await people(ctx, 6, 'gmail.com');
    await people(ctx, 5, 'uni.example');
    const id = await draft(ctx);
    await createRule(ctx, { name: 'Warm up', rule: capacity(2, per) });
    const preflight = await preflightCampaign(ctx, { id });
    const part = { by: 'capacity', rule: 'Warm up', seconds: minutes * 60 };
    const forecast = { ...part, isLocal: false, parts: [{ ...part, reason: null }] };
    expect(preflight.expected, per).toEqual(forecast);
    const later = preflight.later.find(({ reason }) => reason === 'capacity');
    expect(later?.people, per).toBe(per === 'recipient_provider' ? 7 : 9);
    expect(Date.parse(later?.lastAt ?? '') - at.getTime(), per).toBe(forecast.seconds * 1000);
  }
});

it('the preflight takes what other campaigns have of a capacity into account, and hours in which nothing goes', async () => {
  const { ctx, slug } = await testTenant(database, { at });
  await people(ctx, 10);
  const id = await draft(ctx);
  const { id: ruleId } = await createRule(ctx, { name: 'Slow', rule: capacity(2) });
  await sql`insert into sending_capacity (tenant_id, rule_id, key, window_start, used, promised) values (${slug}, ${ruleId}, '', ${at}, 2, 6)`;
  expect((await preflightCampaign(ctx, { id })).expected.seconds).toBe(8 * 60);
  // From two minutes on nothing goes for an hour.
  const clock = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString().slice(11, 16);
  const action = { from: clock(2), to: clock(62) };
  await createRule(ctx, { name: 'Quiet', rule: { type: 'quiet_hours', action } });
  await sql`update sending_capacity set promised = 60 where tenant_id = ${slug}`;
  expect((await preflightCampaign(ctx, { id })).expected.seconds).toBeGreaterThan(80 * 60);
});

it('the preflight tells the time that people wait from the time that the pace takes, and blames neither for the other', async () => {
  const { ctx } = await testTenant(database, { at });
  await people(ctx, 11);
  const id = await draft(ctx);
  await updateCampaign(ctx, { id, perHour: 60 });
  const pace = { by: 'pace', rule: null, reason: null, seconds: 10 * 60 };
  expect((await preflightCampaign(ctx, { id })).expected).toMatchObject({ by: 'pace', seconds: 600, parts: [pace] });
  const clock = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString().slice(11, 16);
  const quiet = async (from: number, to: number) =>
    createRule(ctx, {
      name: `Quiet ${from}`,
      rule: { type: 'quiet_hours', action: { from: clock(from), to: clock(to) } },
    });
  // Nobody gets anything for two hours from now on, then at the pace.
  await quiet(-60, 120);
  const waiting = { by: 'waiting', rule: null, reason: 'quiet_hours', seconds: 120 * 60 };
  expect((await preflightCampaign(ctx, { id })).expected).toEqual({
    ...{ by: 'waiting', rule: null, isLocal: false, seconds: 130 * 60, parts: [waiting, pace] },
  });
  await updateCampaign(ctx, { id, perHour: null });
  expect((await preflightCampaign(ctx, { id })).expected.parts).toEqual([waiting]);
});

it('the preflight says that the hours of time zones make it long, by how far those of the audience lie apart', async () => {
  const { ctx } = await testTenant(database, { at });
  const [east] = await people(ctx, 4);
  const id = await draft(ctx);
  await updateCampaign(ctx, { id, sendLocal: true, perHour: 60 });
  const pace = { by: 'pace', rule: null, reason: null, seconds: 3 * 60 };
  expect((await preflightCampaign(ctx, { id })).expected).toMatchObject({ isLocal: true, parts: [pace] });
  await sql`update contacts set time_zone = 'Asia/Tokyo' where tenant_id = ${ctx.tenant} and id = ${east!}`;
  await sql`update contacts set time_zone = 'UTC' where tenant_id = ${ctx.tenant} and id <> ${east!}`;
  const { expected } = await preflightCampaign(ctx, { id });
  expect(expected).toMatchObject({ by: 'local', isLocal: true, seconds: 9 * 3600 + 2 * 60 });
  expect(expected.parts.map(({ by }) => by)).toEqual(['local', 'pace']);
});

it('the outlook ends when capacities have let the last one through, and tells the pace of a paced campaign', async () => {
  const { ctx, slug } = await testTenant(database, { at });
  const { id } = await queuedCampaign(database, slug, 11, { asleep: true });
  await createRule(ctx, { name: 'Warm up', rule: capacity(2) });
  await sql`select update_campaign_email_stats(${slug}, ${id})`;
  expect((await readOutlook(ctx, { id })).finishAt).toBe(new Date(at.getTime() + 5 * 60_000).toISOString());
  await createRule(ctx, { name: 'Each', rule: capacity(1, 'recipient_provider') });
  expect((await readOutlook(ctx, { id })).finishAt).toBe(new Date(at.getTime() + 10 * 60_000).toISOString());
  await sql`update campaigns set per_hour = 7200 where tenant_id = ${slug} and id = ${id}`;
  expect((await readOutlook(ctx, { id })).perSecond).toBe(2);
  const own = await draft(ctx);
  await updateCampaign(ctx, { id: own, perHour: 60 });
  await people(ctx, 20);
  expect((await preflightCampaign(ctx, { id: own })).expected.by).toBe('pace');
});

it('the outlook of a large campaign takes its mailbox providers from what was counted, and reads no recipient', async () => {
  const { ctx, slug } = await testTenant(database, { at });
  const { id } = await queuedCampaign(database, slug, 10_200, { asleep: true });
  await createRule(ctx, { name: 'Each', rule: capacity(1000, 'recipient_provider') });
  // 5,000 at one provider under many names, 400 domains of thirteen people each.
  await sql`update pipeline_messages m set recipient_address = case when n.i <= 5000 then 'p' || n.i || '@' || (array['gmail.com', 'googlemail.com'])[1 + n.i % 2]
      else 'p' || n.i || '@firm' || n.i % 400 || '.example' end
    from (select id, row_number() over (order by id) as i from pipeline_messages where tenant_id = ${slug}) n where m.tenant_id = ${slug} and m.id = n.id`;
  await sql`select update_campaign_email_stats(${slug}, ${id})`;
  expect((await readOutlook(ctx, { id })).finishAt).toBeNull();
  await sql`select update_campaign_breakdown(${slug}, ${id})`;
  const minutes = async () => (Date.parse((await readOutlook(ctx, { id })).finishAt ?? '') - at.getTime()) / 60_000;
  // 5,200 at no large provider, 1,000 a minute.
  expect(await minutes()).toBe(5);
  await sql`update campaign_stats set sent_count = 5100, in_progress_count = 5100 where tenant_id = ${slug} and campaign_id = ${id}`;
  await sql`update pipeline_messages set recipient_address = 'p@gmail.com' where tenant_id = ${slug}`;
  expect(await minutes()).toBe(2);
});

it('the preflight of a test tells how many get it first and how long that takes, and how long the rest takes at the pace', async () => {
  const { ctx } = await testTenant(database, { at });
  await people(ctx, 40);
  const id = await draft(ctx);
  const { templateId } = await getCampaign(ctx, { id });
  const variants = ['A', 'B'].map((name) => ({ name, templateId, subject: name }));
  await updateCampaign(ctx, { id, variants, perHour: 60 });
  expect((await preflightCampaign(ctx, { id })).test).toBeNull();
  await updateCampaign(ctx, { id, testPercent: 50, decideAfter: 1800 });
  const { willSend, test, expected } = await preflightCampaign(ctx, { id });
  const first = test?.people ?? 0;
  expect([willSend, first + (test?.rest ?? 0)]).toEqual([40, 40]);
  expect(Math.min(first, test?.rest ?? 0)).toBeGreaterThan(5);
  expect(test).toMatchObject({ decideAfter: 1800, restSeconds: ((test?.rest ?? 0) - 1) * 60 });
  expect(expected).toMatchObject({ by: 'pace', seconds: (first - 1) * 60 });
  await updateCampaign(ctx, { id, perHour: null });
  expect((await preflightCampaign(ctx, { id })).test).toMatchObject({ people: first, restSeconds: null });
});
