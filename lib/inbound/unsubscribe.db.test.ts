import { afterAll, expect, it } from 'vitest';
import { POST } from '@/app/t/u/[token]/route';
import { setConsent } from '@/lib/contacts';
import { maySend } from '@/lib/pipeline';
import { leaveTopic, peek, setPreferences } from '@/lib/preferences';
import { outcomesOf } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testInbound } from '@/lib/testing/inbound';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { createTopic } from '@/lib/topics';
import { linkTokens, mailTokens } from '@/lib/tracking';

const domain = 'mail.localhost';
const database = await testDatabase({ MAIL_DOMAIN: domain });
const sql = database.owner.tags;
const listener = await testInbound(database);
const provider = listener.from(1);
afterAll(async () => {
  await provider.close();
  await listener.stop();
});

type World = Awaited<ReturnType<typeof world>>;
/** Somebody who got a mailing about a topic, agreed to all of it and has taken another topic by itself before. */
async function world(wants: 'all' | 'a topic alone') {
  const { slug, ctx } = await testTenant(database);
  const message = await sentMessage(database, slug);
  const { messageId, contactId: id, campaignId } = message;
  const [events, appeals] = [await createTopic(ctx, { name: 'Events' }), await createTopic(ctx, { name: 'Appeals' })];
  await sql`update campaigns set topic_id = ${events.id} where tenant_id = ${slug} and id = ${campaignId}`;
  await setConsent(ctx, { id, channel: 'email', purpose: 'service', granted: true });
  const token = linkTokens().sign('unsubscribe', slug, messageId);
  if (wants !== 'all') await setPreferences(token, { purposes: { marketing: false }, topics: { [appeals.id]: true } });
  return { ...message, slug, ctx, token, topics: [events.id, appeals.id] };
}

const ways = {
  'one click': async ({ token }: World) => {
    const request = new Request(`http://localhost/t/u/${token}`, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect((await POST(request, { params: Promise.resolve({ token }) })).status).toBe(200);
  },
  'a mail': async ({ slug, messageId, email }: World) => {
    const to = `${mailTokens().localPart('unsubscribe', slug, messageId)}@${domain}`;
    const payload = `From: ${email}\r\nSubject: unsubscribe\r\nMessage-ID: <${messageId}@example.org>\r\n\r\nunsubscribe\r\n`;
    const outcomes = await outcomesOf(provider, [{ tenant: slug, messageId, from: email, to, payload }]);
    expect(outcomes).toMatchObject([{ state: 'accepted' }]);
  },
} as const;

/** All that an unsubscription leaves behind, less by which way it came, when, and the names of this world. */
async function left({ slug, ctx, contactId: id, messageId, email, token, topics }: World) {
  const ledger = await sql`
    select k.channel, coalesce(t.name, k.purpose) as about, k.granted, k.actor = ${`public:${messageId}`} as by_message
    from contact_consents k left join topics t on t.tenant_id = k.tenant_id and t.id = k.topic_id where k.tenant_id = ${slug} order by k.id`;
  const suppressed = await sql`
    select email_normalized = ${email} as theirs, reason, message_id = ${messageId} as by_message from email_suppressions where tenant_id = ${slug} and deleted_at is null`;
  const [message] =
    await sql`select unsubscribed_at is not null as left from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
  const audit = await sql`
    select action, actor_type, actor_id = ${`public:${messageId}`} as by_message from audit_logs where tenant_id = ${slug} and actor_type = 'public' order by id`;
  const facts = await sql`select type from outbox where tenant_id = ${slug} and type not like 'topic.%' order by id`;
  const reasons: string[] = [];
  for (const topicId of [undefined, ...topics]) reasons.push((await maySend(ctx, { id, topicId })).reason);
  reasons.push((await maySend(ctx, { id, purpose: 'service' })).reason);
  const { isOff, purposes, topic } = await peek(token);
  return {
    ...{ ledger: [...ledger], suppressed: [...suppressed], message, audit: [...audit], facts: [...facts], reasons },
    shown: { isOff, purposes, leave: topic?.leave },
  };
}

it.each(['all', 'a topic alone'] as const)(
  'a mail to the unsubscribe address does what the one click of the same message does, to who wants %s',
  async (wants) => {
    const outcomes = [];
    for (const leave of Object.values(ways)) {
      const one = await world(wants);
      await leave(one);
      await leave(one);
      const after = await left(one);
      await leaveTopic(one.token);
      outcomes.push([after, await left(one)]);
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]?.[0]).toMatchObject({
      ...{ suppressed: [{ theirs: true, reason: 'unsubscribe', by_message: true }], message: { left: true } },
      audit: expect.arrayContaining([{ action: 'preferences.unsubscribe', actor_type: 'public', by_message: true }]),
      shown: { isOff: true, leave: 'instead' },
    });
  },
);

it('by either way keeps the address of somebody who was deleted since from being written to again', async () => {
  for (const leave of Object.values(ways)) {
    const one = await world('all');
    await sql`update contacts set deleted_at = now() where tenant_id = ${one.slug} and id = ${one.contactId}`;
    await leave(one);
    expect(
      await sql`select email_normalized, reason from email_suppressions where tenant_id = ${one.slug} and deleted_at is null`,
    ).toEqual([{ email_normalized: one.email, reason: 'unsubscribe' }]);
  }
});
