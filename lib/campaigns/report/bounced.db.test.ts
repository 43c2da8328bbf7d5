import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { bareClient } from '@/db/client';
import { learnFromRefusals } from '@/lib/feedback';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import { discardFailed, getCampaign, getReport, listRecipients, retryFailed } from '..';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;

/** A campaign of three: one was sent, one has no such mailbox, one was refused by a policy. */
async function refusedCampaign(tenant: string) {
  const { campaignId: id, messageId } = await sentMessage(database, tenant, { email: 'there@uni.example' });
  const refuse = async (
    email: string,
    code: string,
    words: string,
    { message, contact } = { message: randomUUID(), contact: randomUUID() },
  ) => {
    await sql`insert into contacts (tenant_id, id, email, email_normalized, display_name) values (${tenant}, ${contact}, ${email}, ${email}, ${email})`;
    await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, finished_at, error_code, error_message)
      select tenant_id, ${message}, lane_id, source_type, source_id, ${contact}, channel, 'failed', ${email}, template_version_id, verdict_rule, now(), ${code}, ${words}
      from pipeline_messages where tenant_id = ${tenant} and id = ${messageId}`;
    return message;
  };
  const gone = await refuse('gone@uni.example', '5.1.1', '550 5.1.1 User unknown');
  const blocked = await refuse('blocked@uni.example', '5.7.1', '550 5.7.1 Blocked by policy');
  const fact = { tenant, payload: { channel: 'email', messageIds: [gone, blocked] } };
  return { id, gone, refuse, learn: () => learnFromRefusals(services, [fact]) };
}

it('a mailbox that is refused at once as gone has failed and bounced, by the rule that suppresses it, however often that is told', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, gone, learn } = await refusedCampaign(slug);
  await learn();
  await learn();
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ planned: 3, sent: 1, failed: 2, bounced: 1 });
  expect((await listRecipients(ctx, { id, event: 'bounced' })).items).toMatchObject([
    { messageId: gone, outcome: 'failed', bouncedAt: expect.any(String) },
  ]);
  await services.system.tags`select update_campaign_breakdown(${slug}, ${id})`;
  const { times, providers } = await getReport(ctx, { id });
  expect(times.reduce((n, one) => n + one.bounced, 0)).toBe(1);
  expect(providers).toMatchObject([{ sent: 1, failed: 2, bounced: 1 }]);
  expect(await sql`select address, reason from email_suppressions where tenant_id = ${slug}`).toEqual([
    { address: 'gone@uni.example', reason: 'bounce' },
  ]);
  const facts = await sql<{ payload: { sourceId: string; messageIds: string[]; detail: string } }[]>`
    select payload from outbox where tenant_id = ${slug} and type = 'message.bounced'`;
  expect(facts).toMatchObject([{ payload: { sourceId: id, messageIds: [gone], detail: '550 5.1.1 User unknown' } }]);
});

it('who is tried again has not bounced any more; who may not be written to stays as they are', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, gone, learn } = await refusedCampaign(slug);
  await learn();
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 2, bounced: 1 });
  expect(await retryFailed(ctx, { id, messageIds: [gone] })).toMatchObject({ retried: 0 });
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 2, bounced: 1 });
  await sql`update email_suppressions set deleted_at = now(), lifted_by = 'somebody' where tenant_id = ${slug}`;
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source)
    select tenant_id, id, 'email', 'marketing', true, 'form' from contacts where tenant_id = ${slug}`;
  expect(await retryFailed(ctx, { id, messageIds: [gone] })).toMatchObject({ retried: 1 });
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 1, inProgress: 1, bounced: 0 });
  await learn();
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ bounced: 0 });
});

it('nobody of another organisation is marked', async () => {
  const [a, b] = [await testTenant(database), await testTenant(database)];
  const { id, gone } = await refusedCampaign(a.slug);
  await learnFromRefusals(services, [{ tenant: b.slug, payload: { channel: 'email', items: [{ id: gone }] } }]);
  expect((await getCampaign(a.ctx, { id })).totals).toMatchObject({ failed: 2, bounced: 0 });
});

const sorted = (n: number) => Array.from({ length: n }, () => randomUUID()).sort();

it.each([
  ['tries them again', retryFailed],
  ['leaves them as they are', discardFailed],
])('who learns of refusals and who %s wait for each other in one order', async (_, decide) => {
  const { ctx, slug } = await testTenant(database);
  const { id, refuse } = await refusedCampaign(slug);
  const [contacts, messages] = [sorted(3).reverse(), sorted(3)];
  for (const [i, contact] of contacts.entries())
    await refuse(`${contact}@uni.example`, '5.1.1', '550 5.1.1 User unknown', { contact, message: messages[i]! });
  // So that the plan follows the ids or the table, and not by chance the contacts.
  await sql`analyze pipeline_messages`;
  const items = messages.map((message) => ({ id: message }));
  const root = bareClient(database.superUrl);
  onTestFinished(() => root.end());
  const waiting = async () => {
    const rows =
      await root`select 1 from pg_stat_activity where datname = ${database.name} and wait_event_type = 'Lock'`;
    return rows.length;
  };
  // Both come as far as the one in the middle, each from its own end where their orders differ.
  const both: Promise<unknown>[] = [];
  await sql.begin(async (held) => {
    await held`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${messages[1]!} for update`;
    both.push(learnFromRefusals(services, [{ tenant: slug, payload: { channel: 'email', items } }]));
    await until('the one to wait', async () => (await waiting()) === 1, 5000);
    both.push(decide(ctx, { id, messageIds: messages }));
    await until('the other to wait', async () => (await waiting()) === 2, 5000);
  });
  expect(await Promise.allSettled(both)).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }]);
});
