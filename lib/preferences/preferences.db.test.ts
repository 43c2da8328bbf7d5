import { describe, expect, it } from 'vitest';
import { maySend } from '@/lib/pipeline';
import { linkTokens } from '@/lib/tracking';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import { createTopic } from '@/lib/topics';
import { leaveTopic, peek, setPreferences, unsubscribe } from './index';

const database = await testDatabase();
const sql = database.owner.tags;
async function arranged() {
  const { slug, ctx } = await testTenant(database);
  const sent = await sentMessage(database, slug);
  const token = linkTokens().sign('preferences', slug, sent.messageId);
  const mailable = async () => (await maySend(ctx, { id: sent.contactId })).reason;
  return { slug, ctx, ...sent, token, mailable };
}

describe('peek', () => {
  it('shows what holds and changes nothing', async () => {
    const { slug, token, email } = await arranged();
    expect(await peek(token)).toEqual({
      tenantName: `Tenant ${slug}`,
      channel: 'email',
      address: email,
      isOff: false,
      canLeave: true,
      closed: null,
      purposes: [
        { purpose: 'marketing', granted: true },
        { purpose: 'service', granted: null },
      ],
      topics: [],
      topic: null,
    });
    expect(await sql`select 1 from outbox where tenant_id = ${slug}`).toHaveLength(0);
  });

  it('knows only links of these kinds that we signed, to people who are still there', async () => {
    const { slug, messageId, contactId, token } = await arranged();
    const other = await testTenant(database);
    for (const bad of [
      '',
      'x',
      `${token}A`,
      linkTokens().sign('pixel', slug, messageId),
      linkTokens().sign('preferences', other.slug, messageId),
    ]) {
      await expect(peek(bad)).rejects.toMatchObject({ code: 'not_found' });
    }
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${contactId}`;
    await expect(peek(token)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('unsubscribe', () => {
  it('stops the next mailing, leaves an audit row, and again changes nothing', async () => {
    const { slug, token, mailable, messageId } = await arranged();
    expect(await mailable()).toBe('passed');
    for (let i = 0; i < 2; i++) await unsubscribe(token, { requestId: 'request-1', ip: '192.0.2.1' });
    expect(await mailable()).toBe('consent_withdrawn');
    expect((await peek(token)).purposes.every((topic) => !topic.granted)).toBe(true);
    expect(await sql`select source from contact_consents where tenant_id = ${slug} and not granted`).toEqual([
      { source: 'preference_page' },
    ]);
    expect(
      await sql`select actor_type, actor_id, ip from audit_logs where tenant_id = ${slug} and action = 'preferences.unsubscribe' limit 1`,
    ).toEqual([{ actor_type: 'public', actor_id: `public:${messageId}`, ip: '192.0.2.1' }]);
  });
});

describe('an address that is on the list of the unsubscribed while the ledger still agrees', () => {
  it('can be left for good; taken off the list by hand, it stays left', async () => {
    const { slug, token, mailable, email } = await arranged();
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${email}, 'unsubscribe')`;
    expect(await peek(token)).toMatchObject({ isOff: true, canLeave: true });
    await unsubscribe(token);
    expect(await peek(token)).toMatchObject({ isOff: true, canLeave: false });
    await sql`update email_suppressions set deleted_at = now() where tenant_id = ${slug}`;
    expect(await mailable()).toBe('consent_withdrawn');
  });
});

describe('setPreferences', () => {
  it('wanting mailings again undoes the unsubscription, and a complaint or bounce stays', async () => {
    const { slug, token, mailable, email } = await arranged();
    await unsubscribe(token);
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${email}, 'bounce')`;
    expect((await setPreferences(token, { purposes: { marketing: true } })).purposes).toContainEqual({
      purpose: 'marketing',
      granted: true,
    });
    expect(await sql`select reason from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([
      { reason: 'bounce' },
    ]);
    await sql`update email_suppressions set deleted_at = now() where tenant_id = ${slug}`;
    expect(await mailable()).toBe('passed');
  });

  it('keeps each purpose apart; wanting none is an unsubscription', async () => {
    const { slug, token, mailable } = await arranged();
    await setPreferences(token, { purposes: { marketing: false, service: true } });
    expect([await mailable(), (await peek(token)).purposes]).toEqual([
      'consent_withdrawn',
      [
        { purpose: 'marketing', granted: false },
        { purpose: 'service', granted: true },
      ],
    ]);
    await setPreferences(token, { purposes: { service: false } });
    expect(await sql`select reason from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([
      { reason: 'unsubscribe' },
    ]);
    await setPreferences(token, { purposes: { service: false } });
    expect(
      await sql`select 1 from contact_consents where tenant_id = ${slug} and source = 'preference_page'`,
    ).toHaveLength(3);
  });

  it('refuses what it does not know', async () => {
    const { token } = await arranged();
    await expect(setPreferences(token, { purposes: { spam: true } } as never)).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});

describe('who was never asked', () => {
  it('is not shown as unsubscribed before they are', async () => {
    const { slug, token } = await arranged();
    await sql`delete from contact_consents where tenant_id = ${slug}`;
    expect(await peek(token)).toMatchObject({
      isOff: false,
      purposes: [
        { purpose: 'marketing', granted: null },
        { purpose: 'service', granted: null },
      ],
    });
    await unsubscribe(token);
    expect(await peek(token)).toMatchObject({ isOff: true, purposes: [{ granted: false }, { granted: null }] });
  });
});

describe.each(['sms', 'whatsapp'] as const)('a link in a message by %s', (channel) => {
  const number = '+4915112345678';
  async function texted() {
    const arrangement = await arranged();
    const { slug, contactId, messageId } = arrangement;
    await sql`update pipeline_messages set channel = ${channel}, recipient_address = ${number} where tenant_id = ${slug} and id = ${messageId}`;
    const agree = (purpose: string) =>
      sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at) values (${slug}, ${contactId}, ${channel}, ${purpose}, true, 'form', now() - interval '1 hour')`;
    const said = async () =>
      (
        await sql<{ line: string }[]>`
          select channel || ' ' || purpose || ' ' || granted as line from contact_consents where tenant_id = ${slug} and source <> 'form' order by id`
      ).map(({ line }) => line);
    const suppressed = () =>
      sql`select email_normalized, reason from email_suppressions where tenant_id = ${slug} and deleted_at is null`;
    return { ...arrangement, agree, said, suppressed };
  }

  it('shows what was said of that channel, and its number', async () => {
    const { slug, token, agree } = await texted();
    await sql`update contact_consents set granted = false where tenant_id = ${slug}`;
    await agree('marketing');
    expect(await peek(token)).toMatchObject({
      ...{ channel, address: number, isOff: false },
      purposes: [
        { purpose: 'marketing', granted: true },
        { purpose: 'service', granted: null },
      ],
    });
  });

  it('ends all of that channel, and nothing of email', async () => {
    const { token, agree, said, suppressed, mailable } = await texted();
    await agree('marketing');
    await agree('service');
    await unsubscribe(token);
    expect([await said(), await suppressed(), await mailable()]).toEqual([
      [`${channel} marketing false`, `${channel} service false`],
      [],
      'passed',
    ]);
    expect((await peek(token)).isOff).toBe(true);
  });

  it('wanting none ends it, and wanting again takes no address off the list of the unsubscribed', async () => {
    const { slug, token, email, agree, said, suppressed } = await texted();
    await agree('service');
    await setPreferences(token, { purposes: { service: false } });
    expect([await said(), await suppressed()]).toEqual([
      [`${channel} service false`, `${channel} marketing false`],
      [],
    ]);
    for (const address of [email, number])
      await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${address}, 'unsubscribe')`;
    await setPreferences(token, { purposes: { marketing: true } });
    expect((await said()).at(-1)).toBe(`${channel} marketing true`);
    expect(await suppressed()).toHaveLength(2);
  });

  it('leaves a topic on that channel, before an unsubscription and instead of one', async () => {
    const { slug, token, ctx, agree, said, suppressed } = await texted();
    const { id } = await createTopic(ctx, { name: 'Events' });
    await sql`update campaigns set topic_id = ${id} where tenant_id = ${slug}`;
    await agree('marketing');
    await agree('service');
    await leaveTopic(token);
    expect(await said()).toEqual([`${channel} topic false`]);
    await setPreferences(token, { topics: { [id]: true } });
    await unsubscribe(token);
    await leaveTopic(token);
    expect((await said()).slice(2)).toEqual([
      ...[`${channel} marketing false`, `${channel} service false`],
      ...[`${channel} marketing true`, `${channel} service true`, `${channel} topic false`],
    ]);
    expect(await suppressed()).toEqual([]);
  });
});

describe('two who act on one message', () => {
  it('do not wait for each other in a ring', async () => {
    const { slug, token, messageId, contactId } = await arranged();
    const saving = await sql.begin(async (tx) => {
      await tx`select 1 from pipeline_messages where tenant_id = ${slug} and id = ${messageId} for update`;
      const waits = setPreferences(token, { purposes: { marketing: false } });
      const waiting = () => tx`select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid`;
      while ((await waiting()).length === 0);
      await tx`set local lock_timeout = '2s'`;
      await tx`select 1 from contacts where tenant_id = ${slug} and id = ${contactId} for update`;
      return { waits };
    });
    await expect(saving.waits).resolves.toMatchObject({ isOff: true });
  });
});

describe('topics', () => {
  async function withTopics() {
    const arrangement = await arranged();
    const { ctx } = arrangement;
    const [events, appeals] = [await createTopic(ctx, { name: 'Events' }), await createTopic(ctx, { name: 'Appeals' })];
    await sql`update campaigns set topic_id = ${events.id} where tenant_id = ${arrangement.slug}`;
    const gate = async () =>
      Promise.all(
        [events.id, appeals.id, undefined].map(
          async (topicId) => (await maySend(ctx, { id: arrangement.contactId, topicId })).reason,
        ),
      );
    const lines = async () =>
      (
        await sql<{ line: string }[]>`
          select coalesce(t.name, k.purpose) || ' ' || k.granted as line from contact_consents k left join topics t on t.tenant_id = k.tenant_id and t.id = k.topic_id
          where k.tenant_id = ${arrangement.slug} and k.source <> 'form' and k.purpose <> 'service' order by k.id`
      ).map((row) => row.line);
    const shown = async () => {
      const { purposes, topics } = await peek(arrangement.token);
      return [purposes[0]?.granted, ...topics.map((topic) => topic.granted)];
    };
    return { ...arrangement, events: events.id, appeals: appeals.id, gate, lines, shown };
  }

  it('are wanted as all mailings are until one is left, and only what changes is written', async () => {
    const { token, events, appeals, gate, lines, shown } = await withTopics();
    expect(await shown()).toEqual([true, true, true]);
    const all = { purposes: { marketing: true, service: false } };
    await setPreferences(token, { ...all, topics: { [events]: false, [appeals]: true } });
    await setPreferences(token, { ...all, topics: { [events]: false, [appeals]: true } });
    expect(await lines()).toEqual(['Events false']);
    expect(await gate()).toEqual(['topic_withdrawn', 'passed', 'passed']);
    await setPreferences(token, { ...all, topics: { [events]: true, [appeals]: true } });
    expect([await lines(), await gate()]).toEqual([
      ['Events false', 'Events true'],
      ['passed', 'passed', 'passed'],
    ]);
  });

  it('can be wanted alone, and stay so when the page is saved again', async () => {
    const { token, events, appeals, gate, lines, shown } = await withTopics();
    const alone = { purposes: { marketing: false, service: false }, topics: { [events]: true, [appeals]: false } };
    for (let i = 0; i < 2; i++) await setPreferences(token, alone);
    expect(await shown()).toEqual([false, true, false]);
    expect(await gate()).toEqual(['passed', 'consent_withdrawn', 'consent_withdrawn']);
    expect(await lines()).toEqual(['marketing false', 'Events true']);
  });

  it('all end with an unsubscription, also those that were wanted alone, and one that is taken again brings back no other', async () => {
    const { token, events, appeals, gate, shown } = await withTopics();
    await setPreferences(token, { purposes: { marketing: false, service: false }, topics: { [events]: true } });
    await unsubscribe(token, { source: 'one_click' });
    expect([await gate(), await shown()]).toEqual([
      ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
      [false, false, false],
    ]);
    await setPreferences(token, { topics: { [appeals]: true } });
    expect(await gate()).toEqual(['consent_withdrawn', 'passed', 'consent_withdrawn']);
  });

  it('of the message is what can be left alone, before an unsubscription and instead of one', async () => {
    const first = await withTopics();
    await leaveTopic(first.token);
    expect(await first.gate()).toEqual(['topic_withdrawn', 'passed', 'passed']);
    const second = await withTopics();
    await setPreferences(second.token, { purposes: { service: true } });
    await unsubscribe(second.token, { source: 'one_click' });
    expect((await peek(second.token)).topic).toMatchObject({ id: second.events, granted: false, leave: 'instead' });
    await leaveTopic(second.token);
    expect(await second.gate()).toEqual(['topic_withdrawn', 'passed', 'passed']);
    expect((await peek(second.token)).purposes[1]).toEqual({ purpose: 'service', granted: true });
    expect(
      await sql`select 1 from pipeline_messages where tenant_id = ${first.slug} and unsubscribed_at is not null`,
    ).toHaveLength(1);
  });

  it('of the message is what can be left instead, whatever was on the list for a time that is over', async () => {
    const { slug, token, email } = await withTopics();
    await unsubscribe(token, { source: 'one_click' });
    await sql`update email_suppressions set message_id = null, expires_at = now() + interval '1 hour' where tenant_id = ${slug}`;
    expect((await peek(token)).topic).toMatchObject({ leave: null });
    await sql`update email_suppressions set expires_at = now() - interval '1 minute', created_at = now() - interval '1 hour' where tenant_id = ${slug} and address = ${email}`;
    expect((await peek(token)).topic).toMatchObject({ leave: 'instead' });
  });

  it('left alone by who wants nothing but it brings no mailings back', async () => {
    const { slug, token, events, gate, lines } = await withTopics();
    await setPreferences(token, { purposes: { marketing: false }, topics: { [events]: true } });
    await leaveTopic(token);
    expect(await lines()).toEqual(['marketing false', 'Events true', 'Events false']);
    expect(await gate()).toEqual(['topic_withdrawn', 'consent_withdrawn', 'consent_withdrawn']);
    // What was chosen box by box is no unsubscription that could be taken back.
    await leaveTopic(token);
    expect(await lines()).toHaveLength(3);
    expect(await sql`select 1 from email_suppressions where tenant_id = ${slug} and deleted_at is null`).toEqual([]);
  });

  it('left instead of an unsubscription bring back what was wanted before it and no more', async () => {
    const { token, events, appeals, gate, shown, lines } = await withTopics();
    await setPreferences(token, { purposes: { marketing: false }, topics: { [events]: true, [appeals]: true } });
    await unsubscribe(token, { source: 'one_click' });
    expect((await peek(token)).topic).toMatchObject({ leave: 'instead' });
    await leaveTopic(token);
    expect(await gate()).toEqual(['topic_withdrawn', 'passed', 'consent_withdrawn']);
    expect(await shown()).toEqual([false, false, true]);
    expect((await lines()).filter((line) => line === 'marketing true')).toEqual([]);
  });

  it('left stays left when all mailings are wanted again, also where it was wanted alone and all had ended before', async () => {
    const { slug, contactId, token, events, appeals, gate, lines } = await withTopics();
    const alone = { purposes: { marketing: false }, topics: { [events]: true, [appeals]: true } };
    await setPreferences(token, alone);
    await unsubscribe(token, { source: 'one_click' });
    for (let i = 0; i < 2; i++) await leaveTopic(token);
    expect((await lines()).slice(3)).toEqual(['marketing false', 'Appeals true', 'Events false']);
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) values (${slug}, ${contactId}, 'email', 'marketing', true, 'manual')`;
    expect(await gate()).toEqual(['topic_withdrawn', 'passed', 'passed']);
  });

  it('cannot be left instead of an unsubscription by another message, or of nothing', async () => {
    const { slug, token, contactId, gate, lines } = await withTopics();
    const other = await sentMessage(database, slug);
    await sql`update pipeline_messages set contact_id = ${contactId} where tenant_id = ${slug} and id = ${other.messageId}`;
    await unsubscribe(linkTokens().sign('preferences', slug, other.messageId), { source: 'one_click' });
    await unsubscribe(token);
    expect((await peek(token)).topic).toMatchObject({ leave: null });
    await leaveTopic(token);
    expect([await gate(), await lines()]).toEqual([
      ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
      ['marketing false'],
    ]);
    await sql`delete from contact_consents where tenant_id = ${slug}`;
    await sql`delete from email_suppressions where tenant_id = ${slug}`;
    await unsubscribe(token);
    expect((await peek(token)).topic).toMatchObject({ leave: null });
  });

  it('of another organisation cannot be chosen', async () => {
    const { token } = await withTopics();
    const { events: foreign } = await withTopics();
    await expect(setPreferences(token, { topics: { [foreign]: true } })).rejects.toMatchObject({ code: 'invalid' });
    await expect(setPreferences(token, { topics: { x: true } })).rejects.toMatchObject({ code: 'invalid' });
  });
});
