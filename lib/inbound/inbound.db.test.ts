import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { mailTokens } from '@/lib/tracking';
import { outcomesOf, type HandOver } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testInbound } from '@/lib/testing/inbound';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';
import type { AddressKind } from '@/lib/tracking';

const domain = 'mail.localhost';
const database = await testDatabase({ MAIL_DOMAIN: domain });
const sql = database.owner.tags;
const listener = await testInbound(database);
const provider = listener.from(2);
afterAll(async () => {
  await provider.close();
  await listener.stop();
});

async function post(to: string, raw: string | Buffer, from = 'ada@example.org', by = provider): Promise<HandOver> {
  const payload = typeof raw === 'string' ? raw : raw.toString('latin1');
  const [outcome] = await outcomesOf(by, [{ tenant: 'x', messageId: 'x', from, to, payload }]);
  return outcome;
}
const addressOf = (kind: AddressKind, tenant: string, messageId: string) =>
  `${mailTokens().localPart(kind, tenant, messageId)}@${domain}`;
const mail = (body: string, headers: Record<string, string> = {}) =>
  `${Object.entries({
    From: 'Ada Lovelace <ada@example.org>',
    Subject: 'Re: Summer reunion',
    'Message-ID': `<${Math.random()}@example.org>`,
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}\r\n`;
const corpus = (name: string) => readFileSync(join(import.meta.dirname, 'corpus', `${name}.eml`));
const threadsOf = (tenant: string) =>
  sql`select * from inbox_threads where tenant_id = ${tenant} order by created_at, id`;
const messagesOf = (tenant: string) =>
  sql`select * from inbox_messages where tenant_id = ${tenant} order by occurred_at, id`;
const pipelineOf = async (tenant: string, id: string) =>
  (await sql`select * from pipeline_messages where tenant_id = ${tenant} and id = ${id}`)[0] ?? {};
const eventsOf = async (tenant: string) =>
  (await sql`select event from pipeline_delivery_logs where tenant_id = ${tenant}`).map((row) => row.event);
const suppressionsOf = async (tenant: string) =>
  (await sql`select reason from email_suppressions where tenant_id = ${tenant} and deleted_at is null`).map(
    (row) => row.reason,
  );
const arranged = async (options = {}) => {
  const { slug, ctx } = await testTenant(database);
  return { slug, ctx, ...(await sentMessage(database, slug, options)) };
};

describe('a reply', () => {
  it('opens a thread with what was written, keeps the quoted part and the bytes, and marks the message', async () => {
    const { slug, contactId, campaignId, messageId } = await arranged();
    const raw = mail('Yes, I will come!\r\n\r\nOn Monday the office wrote:\r\n> Will you come?');
    expect(await post(addressOf('reply', slug, messageId), raw)).toMatchObject({ state: 'accepted' });
    const [thread] = await threadsOf(slug);
    expect(thread).toMatchObject({
      contact_id: contactId,
      campaign_id: campaignId,
      origin_message_id: messageId,
      subject: 'Summer reunion',
      unread: 1,
      status: 'open',
      last_direction: 'inbound',
    });
    const [message] = await messagesOf(slug);
    expect(message).toMatchObject({
      body: 'Yes, I will come!',
      quoted: expect.stringContaining('> Will you come?'),
      from_address: 'ada@example.org',
      from_name: 'Ada Lovelace',
      direction: 'inbound',
    });
    const [kept] = await sql<
      { raw: Buffer }[]
    >`select raw from inbox_raw where tenant_id = ${slug} and message_id = ${message!.id}`;
    expect(kept!.raw.toString()).toContain('Yes, I will come!');
    expect(await pipelineOf(slug, messageId)).toMatchObject({ replied_at: expect.any(Date) });
    const facts = await sql`select type, payload from outbox where tenant_id = ${slug} order by type`;
    expect(facts).toMatchObject([
      { type: 'inbox.message_received', payload: { threadId: thread!.id } },
      { type: 'message.first_replied' },
      { type: 'message.replied' },
    ]);
    expect(
      await sql`select 1 from contact_timeline_events where tenant_id = ${slug} and event_type = 'inbox.message_received'`,
    ).toHaveLength(1);
  });

  it('delivered twice, even at once, is kept once', async () => {
    const { slug, messageId } = await arranged();
    const [to, raw] = [addressOf('reply', slug, messageId), mail('Once only', { 'Message-ID': '<once@example.org>' })];
    expect((await Promise.all([post(to, raw), post(to, raw)])).map((one) => one.state)).toEqual([
      'accepted',
      'accepted',
    ]);
    await post(to, `Received: from elsewhere\r\n${raw}`);
    expect(await messagesOf(slug)).toHaveLength(1);
    expect(await threadsOf(slug)).toMatchObject([{ unread: 1 }]);
    expect(await eventsOf(slug)).toEqual(['replied']);
  });

  it('two different mails under one Message-ID are both kept', async () => {
    const { slug, messageId } = await arranged();
    for (const body of ['First', 'Second', 'Second'])
      await post(addressOf('reply', slug, messageId), mail(body, { 'Message-ID': '<same@example.org>' }));
    expect(new Set((await messagesOf(slug)).map((row) => row.body))).toEqual(new Set(['First', 'Second']));
    expect(await messagesOf(slug)).toHaveLength(2);
  });

  it('continues the thread it refers to and opens it again when it was closed', async () => {
    const { slug, messageId } = await arranged();
    await post(addressOf('reply', slug, messageId), mail('One', { 'Message-ID': '<one@example.org>' }));
    await sql`update inbox_threads set status = 'closed', unread = 0 where tenant_id = ${slug}`;
    await post(
      addressOf('reply', slug, messageId),
      mail('Two', { Subject: 'Something else', References: '<one@example.org>' }),
    );
    expect(await threadsOf(slug)).toMatchObject([{ status: 'open', unread: 1, subject: 'Summer reunion' }]);
  });

  it("cannot be put into another contact's thread by a forged reference", async () => {
    const { slug, messageId } = await arranged();
    const other = await sentMessage(database, slug);
    await post(addressOf('reply', slug, messageId), mail('Private', { 'Message-ID': '<private@example.org>' }));
    await post(
      addressOf('reply', slug, other.messageId),
      mail('Let me in', { 'In-Reply-To': '<private@example.org>', References: '<private@example.org>' }),
    );
    expect(new Set((await threadsOf(slug)).map((row) => row.contact_id))).toEqual(
      new Set([(await pipelineOf(slug, messageId)).contact_id, other.contactId]),
    );
  });

  it('of an erased person is refused, so that its sender is told', async () => {
    const { slug, messageId, contactId } = await arranged();
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${contactId}`;
    expect(await post(addressOf('reply', slug, messageId), mail('Hello?'))).toMatchObject({
      state: 'refused',
      transient: false,
    });
    expect(await threadsOf(slug)).toHaveLength(0);
  });

  it('with nasty subjects, names and bodies is kept as text', async () => {
    const { slug, messageId } = await arranged();
    const nasty = [
      '\u0000\u0001',
      '<script>alert(1)</script>',
      '﷽'.repeat(200),
      'Re: '.repeat(500),
      '{{ 7 | times: 7 }}',
      "'; drop table contacts; --",
      '\u202etest\u202c',
      '👩‍👩‍👧‍👦'.repeat(50),
      '%s%n',
      '',
    ];
    for (const [n, text] of nasty.entries()) {
      const word = `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
      const outcome = await post(
        addressOf('reply', slug, messageId),
        mail(`${text.replaceAll('\0', '=00')}\r\nline ${n}`, {
          Subject: word,
          From: `${word} <ada@example.org>`,
          'Message-ID': `<nasty-${n}@example.org>`,
          'Content-Transfer-Encoding': 'quoted-printable',
        }),
      );
      expect([text, outcome.state]).toEqual([text, 'accepted']);
    }
    expect(await messagesOf(slug)).toHaveLength(nasty.length);
  });
});

describe('acceptance', () => {
  it('is said only after all is stored: a fault tells the sender to come again, and nothing is half-written', async () => {
    const { slug, messageId } = await arranged();
    const [to, raw] = [addressOf('reply', slug, messageId), mail('Do not lose me')];
    await sql`alter table inbox_raw rename to inbox_raw_away`;
    try {
      expect(await post(to, raw)).toMatchObject({ state: 'refused', transient: true });
      expect([await threadsOf(slug), await messagesOf(slug), await eventsOf(slug)]).toEqual([[], [], []]);
    } finally {
      await sql`alter table inbox_raw_away rename to inbox_raw`;
    }
    expect(await post(to, raw)).toMatchObject({ state: 'accepted' });
    expect(await messagesOf(slug)).toMatchObject([{ body: 'Do not lose me' }]);
  });
});

describe('what is no reply', () => {
  it('an out-of-office note makes no thread', async () => {
    const { slug, messageId } = await arranged();
    await post(addressOf('reply', slug, messageId), corpus('auto-gmail-vacation'));
    expect([await threadsOf(slug), await eventsOf(slug)]).toEqual([[], ['auto_replied']]);
    expect(await pipelineOf(slug, messageId)).toMatchObject({ replied_at: null });
  });

  it('a hard bounce from the null sender marks the message and suppresses the address, once', async () => {
    const { slug, messageId } = await arranged();
    for (let i = 0; i < 2; i++)
      expect(await post(addressOf('bounce', slug, messageId), corpus('dsn-postfix-unknown'), '')).toMatchObject({
        state: 'accepted',
      });
    expect([await eventsOf(slug), await suppressionsOf(slug)]).toEqual([['bounced'], ['bounce']]);
    expect(await pipelineOf(slug, messageId)).toMatchObject({ status: 'bounced', error_code: '5.1.1' });
  });

  it('a delayed report is no bounce, a soft bounce suppresses nobody, a good report says delivered', async () => {
    const { slug, messageId } = await arranged();
    await post(addressOf('bounce', slug, messageId), corpus('dsn-postfix-delayed'), '');
    await post(addressOf('bounce', slug, messageId), corpus('dsn-postfix-delivered'), '');
    expect([await eventsOf(slug), (await pipelineOf(slug, messageId)).status]).toEqual([['delivered'], 'delivered']);
    await post(addressOf('bounce', slug, messageId), corpus('dsn-gmail-full'), '');
    expect([await suppressionsOf(slug), (await pipelineOf(slug, messageId)).status]).toEqual([[], 'bounced']);
  });

  it('a complaint to the address of feedback loops counts for the message that it returns, if that is ours', async () => {
    const { slug, messageId } = await arranged();
    const report = corpus('arf-yahoo').toString('latin1');
    const returning = (replyTo: string) => report.replace(/^Message-ID: <m\./m, `Reply-To: ${replyTo}\r\n$&`);
    // What is refused counts against its session.
    const own = listener.from(1);
    onTestFinished(() => own.close());
    const forged = addressOf('reply', 'somebody-else', messageId);
    for (const raw of [mail('Please stop'), report, returning(forged)])
      expect(await post(`feedback@${domain}`, raw, 'a@b.example', own)).toMatchObject({
        state: 'refused',
        transient: false,
      });
    expect(await eventsOf(slug)).toEqual([]);
    const genuine = returning(addressOf('reply', slug, messageId));
    for (let times = 0; times < 2; times++)
      expect(await post(`feedback@${domain}`, genuine, '')).toMatchObject({ state: 'accepted' });
    expect([await eventsOf(slug), await suppressionsOf(slug)]).toEqual([['complained'], ['complaint']]);
  });

  it('a complaint suppresses the address', async () => {
    const { slug, messageId } = await arranged();
    await post(addressOf('bounce', slug, messageId), corpus('arf-yahoo'));
    expect([await eventsOf(slug), await suppressionsOf(slug)]).toEqual([['complained'], ['complaint']]);
  });

  it('a mail to the unsubscribe address takes the person off', async () => {
    const { slug, messageId } = await arranged();
    for (let i = 0; i < 2; i++)
      await post(addressOf('unsubscribe', slug, messageId), mail('unsubscribe', { Subject: 'unsubscribe' }));
    expect([await eventsOf(slug), await suppressionsOf(slug), await threadsOf(slug)]).toEqual([
      ['unsubscribed'],
      ['unsubscribe'],
      [],
    ]);
  });

  it("a person's words to the return path are not thrown away", async () => {
    const { slug, messageId } = await arranged();
    await post(addressOf('bounce', slug, messageId), mail('I answer in my own way'));
    expect(await messagesOf(slug)).toMatchObject([{ body: 'I answer in my own way' }]);
  });
});

describe('an address', () => {
  it('that we did not make is refused at once: forged, of another tenant, of another kind, of another domain, of no message', async () => {
    const { slug, messageId } = await arranged();
    const other = await testTenant(database);
    const good = mailTokens().localPart('reply', slug, messageId);
    const flipped = good.slice(0, -1) + (good.endsWith('a') ? 'b' : 'a');
    const forged = [
      `${flipped}@${domain}`,
      addressOf('reply', other.slug, messageId),
      `${good.replace('reply', 'bounce')}@${domain}`,
      `${good}@evil.example`,
      addressOf('reply', slug, '01890a5d-ac96-774b-bcce-b302099a8057'),
      `office@${domain}`,
    ];
    for (const to of forged)
      expect([to, await post(to, mail('Hello'))]).toEqual([
        to,
        expect.objectContaining({ state: 'refused', transient: false, code: expect.stringMatching(/^5\.1\./) }),
      ]);
    expect([await messagesOf(slug), await messagesOf(other.slug)]).toEqual([[], []]);
  });

  it('of ours works in capitals too', async () => {
    const { slug, messageId } = await arranged();
    expect(await post(addressOf('reply', slug, messageId).toUpperCase(), mail('LOUD'))).toMatchObject({
      state: 'accepted',
    });
    expect(await messagesOf(slug)).toHaveLength(1);
  });

  it('gets nothing over 25 MB', async () => {
    const { slug, messageId } = await arranged();
    const outcome = await post(addressOf('reply', slug, messageId), mail('x'.repeat(26 * 1024 * 1024)));
    expect(outcome).toMatchObject({ state: 'refused', transient: false });
    expect(await messagesOf(slug)).toHaveLength(0);
  });
});
