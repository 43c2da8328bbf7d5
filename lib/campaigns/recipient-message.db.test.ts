import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { queuedCampaign } from '@/lib/testing/outbound';
import { testTenant } from '@/lib/testing/tenant';
import { discardFailed, listRecipients, readRecipientMessage, retryFailed } from '.';

const database = await testDatabase();
const sql = database.owner.tags;

it('says of a failed message that it may be tried again where that is so, and of no other', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, messages } = await queuedCampaign(database, slug, 6, { asleep: true });
  const [failed = '', gone = '', discarded = '', opened = '', settled = '', skipped = ''] = messages;
  const mayRetry = async (messageId: string) => (await readRecipientMessage(ctx, { id, messageId })).canRetry;
  const all = () => Promise.all(messages.map(mayRetry));
  expect(await all()).toEqual([false, false, false, false, false, false]);
  await sql`update pipeline_messages set status = case when id = ${skipped} then 'skipped' else 'failed' end, error_code = case when id = ${settled} then 'said_not_sent' else '4.2.2' end, finished_at = now()
    where tenant_id = ${slug} and source_id = ${id}`;
  await sql`update pipeline_messages set bounced_at = now() where tenant_id = ${slug} and id = ${gone}`;
  await sql`insert into pipeline_delivery_logs (tenant_id, message_id, event) values (${slug}, ${opened}, 'opened')`;
  await discardFailed(ctx, { id, messageIds: [discarded] });
  expect(await readRecipientMessage(ctx, { id, messageId: failed })).toMatchObject({ state: 'failed', sentAt: null });
  expect(await all()).toEqual([true, true, false, false, false, false]);
  await sql`update campaigns set status = 'cancelled' where tenant_id = ${slug} and id = ${id}`;
  expect(await mayRetry(failed)).toBe(false);
  await sql`update campaigns set status = 'completed', archived_at = now() where tenant_id = ${slug} and id = ${id}`;
  expect(await mayRetry(failed)).toBe(false);
  await sql`update campaigns set archived_at = null where tenant_id = ${slug} and id = ${id}`;
  expect(await mayRetry(failed)).toBe(true);
  // What may be tried again by these words is what is.
  expect(await retryFailed(ctx, { id })).toMatchObject({ retried: 2, unable: 1 });
});

it('names the consent that a message stood on when it was handed over, whatever was said since', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, messages, contacts } = await queuedCampaign(database, slug, 2, { asleep: true });
  const [messageId = '', waits = ''] = messages;
  const read = async (one: string) => (await readRecipientMessage(ctx, { id, messageId: one })).consent;
  expect(await read(messageId)).toBeNull();
  await sql`update pipeline_messages set status = 'sent', sent_at = now(), finished_at = now() where tenant_id = ${slug} and id = ${messageId}`;
  const [given] = await sql<{ at: Date }[]>`
    select occurred_at as at from contact_consents where tenant_id = ${slug} and contact_id = ${contacts[0]!}`;
  const stood = { at: given!.at.toISOString(), source: 'form', ofTopic: false };
  expect(await read(messageId)).toEqual(stood);
  await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
    values (${slug}, ${contacts[0]!}, 'email', 'marketing', false, 'one_click', now() + interval '1 second')`;
  expect(await read(messageId)).toEqual(stood);
  expect(await read(waits)).toBeNull();
});

it('a recipient who was deleted is told as such, since there is no page of them any more', async () => {
  const { ctx, slug } = await testTenant(database);
  const { id, contacts } = await queuedCampaign(database, slug, 2, { asleep: true });
  await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${contacts[0]!}`;
  const { items } = await listRecipients(ctx, { id });
  expect(Object.fromEntries(items.map((row) => [row.contactId, row.deleted]))).toEqual({
    [contacts[0]!]: true,
    [contacts[1]!]: false,
  });
});
