import { describe, expect, it, onTestFinished } from 'vitest';
import { createRule } from '@/lib/compliance';
import { askToConfirm } from '@/lib/confirmations';
import { createContact, setConsent } from '@/lib/contacts';
import { answerThread, getThread, keepIncoming } from '@/lib/inbox';
import { startDelivery } from '@/lib/pipeline';
import { addSuppression } from '@/lib/suppressions';
import { createTopic } from '@/lib/topics';
import { testDatabase } from '@/lib/testing/database';
import { queueAsArranged } from '@/lib/testing/outbound';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { until } from '@/lib/testing/wait';
import {
  countOpenMessages,
  discardFailedMessages,
  listOpenMessages,
  retryFailedMessages,
  settleUncertainMessages,
} from '.';

const database = await testDatabase();
const sql = database.owner.tags;
const nothing = { campaignId: null, inReplyTo: null, references: [], quoted: null, attachments: [], fromName: 'Ada' };

/** An answer of ours in a conversation with somebody. */
async function answer({ ctx, slug, clock }: TestTenant) {
  const { contactId, email, messageId } = await sentMessage(database, slug);
  const { threadId } = await sql.begin((tx) =>
    keepIncoming(tx, slug, {
      ...nothing,
      ...{ contactId, channel: 'email' as const, originMessageId: messageId, fromAddress: email },
      ...{ externalId: `${contactId}@example.org`, subject: 'Reunion', body: 'Hello', raw: Buffer.from('x') },
      at: clock.now(),
    }),
  );
  const { delivery } = await answerThread(ctx, { id: threadId, body: 'Welcome' });
  return { id: delivery!.messageId, threadId, contactId, email };
}

/** A request to confirm a consent. */
async function request(tenant: TestTenant) {
  const { ctx, slug, clock } = tenant;
  await sql`insert into senders (tenant_id, from_name, from_email, is_default) values (${slug}, 'Office', 'office@uni.example', true) on conflict do nothing`;
  await createRule(ctx, { name: 'By mail', rule: { type: 'double_opt_in', action: { sources: ['form'] } } });
  const consents = [{ channel: 'email' as const, granted: true, source: 'form' as const }];
  const { id: contactId } = await createContact(ctx, { email: 'grace@example.org', firstName: 'Grace', consents });
  await askToConfirm(database.services, [{ tenant: slug, entityId: contactId, payload: {} }], clock);
  const [row] = await sql<{ id: string }[]>`
    select id from pipeline_messages where tenant_id = ${slug} and source_type = 'consent'`;
  return { id: row!.id, contactId };
}

/** What became of these messages, none of which is in the queue any more. */
async function ended({ slug }: TestTenant, status: 'failed' | 'uncertain', ids: readonly string[]) {
  const code = status === 'failed' ? '4.2.0' : 'no_answer';
  await sql`
    update pipeline_messages set status = ${status}, error_code = ${code}, error_message = 'mailbox busy', attempts = 6, verdict_rule = 'passed', finished_at = now()
    where tenant_id = ${slug} and id = any(${ids}::uuid[])`;
  await queueAsArranged(sql, slug);
}
const stateOf = async ({ slug }: TestTenant, id: string) =>
  (
    await sql<{ status: string; error_code: string | null; attempts: number }[]>`
    select status, error_code, attempts from pipeline_messages where tenant_id = ${slug} and id = ${id}`
  )[0];
/** What a conversation says became of our answer. */
const deliveryOf = async ({ ctx }: TestTenant, id: string) =>
  (await getThread(ctx, { id })).messages.find(({ delivery }) => delivery)?.delivery;
const retried = { retried: 0, skipped: [], unable: 0, left: 0, nextCursor: null };

describe('messages outside campaigns that failed or are uncertain', () => {
  it('are listed newest first, by what sent them, and counted while they wait for a decision; campaigns’ are not among them', async () => {
    const tenant = await testTenant(database);
    const { ctx } = tenant;
    const [one, two, confirm] = [await answer(tenant), await answer(tenant), await request(tenant)];
    const campaigns = await sentMessage(database, tenant.slug);
    await ended(tenant, 'failed', [one.id, confirm.id, campaigns.messageId]);
    await ended(tenant, 'uncertain', [two.id]);
    const { items } = await listOpenMessages(ctx, {});
    expect(items.map(({ messageId }) => messageId)).toEqual([one.id, two.id, confirm.id].toSorted().toReversed());
    expect(items.find(({ messageId }) => messageId === one.id)).toMatchObject({
      ...{ source: 'inbox', threadId: one.threadId, subject: 'Re: Reunion', outcome: 'failed', reason: '4.2.0' },
      ...{ error: 'Mailbox busy', waits: true, decidable: true, discarded: null, name: 'Ada Lovelace' },
    });
    const page = await listOpenMessages(ctx, { limit: 2 });
    const rest = await listOpenMessages(ctx, { limit: 2, cursor: page.nextCursor! });
    expect([...page.items, ...rest.items]).toEqual(items);
    const consents = (await listOpenMessages(ctx, { source: 'consent' })).items;
    expect(consents.map(({ messageId, threadId }) => [messageId, threadId])).toEqual([[confirm.id, null]]);
    expect((await listOpenMessages(ctx, { outcome: 'uncertain' })).items.map((row) => row.messageId)).toEqual([two.id]);
    expect((await countOpenMessages(ctx, {})).sources).toMatchObject([
      { source: 'consent', failed: 1, uncertain: 0 },
      { source: 'inbox', failed: 1, uncertain: 1 },
    ]);
    const gone = async () => (await listOpenMessages(ctx, { source: 'consent' })).items.map(({ deleted }) => deleted);
    expect(await gone()).toEqual([false]);
    await sql`update contacts set deleted_at = now() where tenant_id = ${tenant.slug} and id = ${consents[0]!.contactId}`;
    expect(await gone()).toEqual([true]);
    // Nobody decides about a mailbox that is gone.
    await sql`update pipeline_messages set bounced_at = now() where tenant_id = ${tenant.slug} and id = ${one.id}`;
    expect((await listOpenMessages(ctx, { undecided: 'true' })).items.map((row) => row.messageId)).not.toContain(
      one.id,
    );
    expect((await countOpenMessages(ctx, {})).sources[1]).toMatchObject({ failed: 0, uncertain: 1 });
  });

  it('are found along an index of their own', async () => {
    const { slug } = await testTenant(database);
    const plan = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      await tx`set local enable_bitmapscan = off`;
      return tx<{ 'QUERY PLAN': string }[]>`
        explain select id from pipeline_messages m where m.tenant_id = ${slug} and m.source_type <> 'campaign' and m.rare_status in ('failed', 'uncertain') order by m.id desc limit 51`;
    });
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Scan Backward using pipeline_messages_open/);
  });

  it('are settled by a person’s word, told as facts of their own source, and a conversation says so', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const [one, two, failed] = [await answer(tenant), await answer(tenant), await answer(tenant)];
    await ended(tenant, 'uncertain', [one.id, two.id]);
    await ended(tenant, 'failed', [failed.id]);
    expect(await deliveryOf(tenant, one.threadId)).toMatchObject({ waits: true });
    expect(
      await settleUncertainMessages(ctx, { messageIds: [one.id, failed.id], outcome: 'sent', note: 'they answered' }),
    ).toEqual({ settled: 1, left: 1 });
    expect(await settleUncertainMessages(ctx, { source: 'inbox', outcome: 'failed' })).toEqual({ settled: 1, left: 0 });
    expect(await stateOf(tenant, one.id)).toMatchObject({ status: 'sent', error_code: null });
    expect(await stateOf(tenant, two.id)).toMatchObject({ status: 'failed', error_code: 'said_not_sent' });
    expect(await deliveryOf(tenant, one.threadId)).toMatchObject({
      ...{ outcome: 'sent', waits: false },
    });
    const facts = await sql<{ type: string; source: string; ids: string[] }[]>`
      select type, payload ->> 'sourceType' as source, array(select jsonb_array_elements_text(payload -> 'messageIds')) as ids
      from outbox where tenant_id = ${slug} and type in ('message.sent', 'message.failed') order by type`;
    expect([...facts]).toEqual([
      { type: 'message.failed', source: 'inbox', ids: [two.id] },
      { type: 'message.sent', source: 'inbox', ids: [one.id] },
    ]);
    const [audit] = await sql`
      select details from audit_logs where tenant_id = ${slug} and action = 'messages.settle' order by occurred_at, id`;
    expect(audit?.['details']).toEqual({
      ...{ outcome: 'sent', settled: 1, messageIds: [one.id, failed.id], note: 'they answered' },
    });
  });

  it('go out when they are tried again, each once, an answer and a request alike', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug } = tenant;
    const [one, confirm] = [await answer(tenant), await request(tenant)];
    await ended(tenant, 'failed', [one.id, confirm.id]);
    expect(await retryFailedMessages(ctx, { all: true })).toEqual({ ...retried, retried: 2 });
    expect(await stateOf(tenant, one.id)).toEqual({ status: 'queued', error_code: null, attempts: 0 });
    expect(await retryFailedMessages(ctx, { all: true })).toEqual(retried);
    const worker = await startDelivery(database.services, { clock: tenant.clock });
    onTestFinished(() => worker.stop());
    await until('both to be sent', async () =>
      (await stateOf(tenant, one.id))?.status === 'sent' && (await stateOf(tenant, confirm.id))?.status === 'sent'
        ? true
        : undefined,
    );
    expect(await sql`select 1 from sandbox_messages where tenant_id = ${slug}`).toHaveLength(2);
    expect((await listOpenMessages(ctx, {})).items).toEqual([]);
  });

  it('are not tried again where the gate says no, something came back, or something newer was said of the consent', async () => {
    const tenant = await testTenant(database);
    const { ctx, slug, clock } = tenant;
    const [gone, back, confirm] = [await answer(tenant), await answer(tenant), await request(tenant)];
    const ids = [gone.id, back.id, confirm.id];
    await ended(tenant, 'failed', ids);
    await addSuppression(ctx, { email: gone.email, detail: 'asked by phone' });
    await sql`insert into pipeline_delivery_logs (tenant_id, message_id, event) values (${slug}, ${back.id}, 'delivered')`;
    clock.advance(1000);
    await setConsent(ctx, { id: confirm.contactId, channel: 'email', granted: false });
    const skipped = [{ reason: 'suppressed_manual', people: 1 }];
    expect(await retryFailedMessages(ctx, { all: true })).toEqual({ ...retried, skipped, unable: 2 });
    expect(await retryFailedMessages(ctx, { messageIds: ids })).toEqual({ ...retried, skipped, unable: 2 });
    for (const id of ids) expect(await stateOf(tenant, id)).toMatchObject({ status: 'failed', error_code: '4.2.0' });
  });

  it('are tried again while somebody asks for them: a request to confirm for seven days, and of a topic until all of marketing was left', async () => {
    const [old, topical] = [await testTenant(database), await testTenant(database)];
    const [late, about] = [await request(old), await request(topical)];
    await ended(old, 'failed', [late.id]);
    await ended(topical, 'failed', [about.id]);
    old.clock.advance(7 * 86_400_000 + 1000);
    expect(await retryFailedMessages(old.ctx, { all: true })).toMatchObject({ retried: 0, unable: 1 });
    const topic = await createTopic(topical.ctx, { name: 'Reunions' });
    await sql`update contact_consents set purpose = 'topic', topic_id = ${topic.id} where tenant_id = ${topical.slug} and contact_id = ${about.contactId}`;
    topical.clock.advance(1000);
    await setConsent(topical.ctx, { id: about.contactId, channel: 'email', granted: false });
    expect(await retryFailedMessages(topical.ctx, { all: true })).toMatchObject({ retried: 0, unable: 1 });
  });

  it('are left failed by who decides so, once, and wait for nobody any more', async () => {
    const tenant = await testTenant(database);
    const { ctx, clock } = tenant;
    const [one, two] = [await answer(tenant), await answer(tenant)];
    await ended(tenant, 'failed', [one.id, two.id]);
    expect(await discardFailedMessages(ctx, { messageIds: [one.id] })).toEqual({ discarded: 1, left: 1 });
    expect(await discardFailedMessages(ctx, { messageIds: [one.id] })).toEqual({ discarded: 0, left: 1 });
    const row = (await listOpenMessages(ctx, {})).items.find(({ messageId }) => messageId === one.id);
    expect(row).toMatchObject({
      ...{ outcome: 'failed', waits: false, decidable: false },
      discarded: { at: clock.now().toISOString(), by: 'Test Admin' },
    });
    expect(await retryFailedMessages(ctx, { messageIds: [one.id] })).toMatchObject({ retried: 0, unable: 1 });
    expect(await discardFailedMessages(ctx, { source: 'inbox' })).toEqual({ discarded: 1, left: 0 });
    expect((await countOpenMessages(ctx, {})).sources).toEqual([]);
  });

  it('are those of this organisation and never a campaign’s, by who may answer, named in exactly one way', async () => {
    const [mine, other] = [await testTenant(database), await testTenant(database)];
    const [one, lost] = [await answer(mine), await answer(mine)];
    const { messageId } = await sentMessage(database, mine.slug);
    await ended(mine, 'failed', [one.id, messageId]);
    await ended(mine, 'uncertain', [lost.id]);
    const messageIds = [one.id, lost.id, messageId];
    expect((await listOpenMessages(other.ctx, {})).items).toEqual([]);
    expect((await countOpenMessages(other.ctx, {})).sources).toEqual([]);
    expect(await retryFailedMessages(other.ctx, { messageIds })).toMatchObject({ retried: 0, unable: 3 });
    expect(await discardFailedMessages(other.ctx, { messageIds })).toEqual({ discarded: 0, left: 0 });
    expect(await settleUncertainMessages(other.ctx, { messageIds, outcome: 'sent' })).toEqual({ settled: 0, left: 0 });
    for (const verb of [retryFailedMessages, discardFailedMessages])
      await expect(verb(mine.as('readonly'), { messageIds })).rejects.toMatchObject({ code: 'forbidden' });
    for (const wrong of [{}, { all: true, messageIds }, { all: true, source: 'inbox' }, { source: 'campaign' }])
      await expect(discardFailedMessages(mine.ctx, wrong as never), JSON.stringify(wrong)).rejects.toMatchObject({
        code: 'invalid',
      });
    expect(await discardFailedMessages(mine.ctx, { all: true })).toEqual({ discarded: 1, left: 0 });
    const [campaigns] =
      await sql`select status, discarded_at from pipeline_messages where tenant_id = ${mine.slug} and id = ${messageId}`;
    expect(campaigns).toEqual({ status: 'failed', discarded_at: null });
  });
});
