import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { learnFromRefusals } from '@/lib/feedback';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { getCampaign, getReport, listRecipients, retryFailed } from '..';

const database = await testDatabase();
const { services } = database;
const sql = database.owner.tags;

/** A campaign of three: one was sent, one has no such mailbox, one was refused by a policy. */
async function refusedCampaign(tenant: string) {
  const { campaignId: id, messageId } = await sentMessage(database, tenant, { email: 'there@uni.example' });
  const refuse = async (email: string, code: string, words: string) => {
    const [message, contact] = [randomUUID(), randomUUID()];
    await sql`insert into contacts (tenant_id, id, email, email_normalized, display_name) values (${tenant}, ${contact}, ${email}, ${email}, ${email})`;
    await sql`insert into pipeline_messages (tenant_id, id, lane_id, source_type, source_id, contact_id, channel, status, recipient_address, template_version_id, verdict_rule, finished_at, error_code, error_message)
      select tenant_id, ${message}, lane_id, source_type, source_id, ${contact}, channel, 'failed', ${email}, template_version_id, verdict_rule, now(), ${code}, ${words}
      from pipeline_messages where tenant_id = ${tenant} and id = ${messageId}`;
    return message;
  };
  const gone = await refuse('gone@uni.example', '5.1.1', '550 5.1.1 User unknown');
  const blocked = await refuse('blocked@uni.example', '5.7.1', '550 5.7.1 Blocked by policy');
  const fact = { tenant, payload: { channel: 'email', items: [{ id: gone }, { id: blocked }] } };
  return { id, gone, learn: () => learnFromRefusals(services, [fact]) };
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
  const facts = await sql<{ payload: { sourceId: string; items: { id: string; detail: string }[] } }[]>`
    select payload from outbox where tenant_id = ${slug} and type = 'message.bounced'`;
  expect(facts).toMatchObject([{ payload: { sourceId: id, items: [{ id: gone, detail: '550 5.1.1 User unknown' }] } }]);
});

it('who is tried again has not bounced any more', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, gone, learn } = await refusedCampaign(slug);
  await learn();
  expect((await getCampaign(ctx, { id })).totals).toMatchObject({ failed: 2, bounced: 1 });
  await retryFailed(ctx, { id, messageIds: [gone] });
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
