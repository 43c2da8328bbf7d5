import { createServer, type AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { startDelivery } from '@/lib/pipeline/delivery';
import { bounceCaught, caughtBody, getCaught, listCaught, replyAsRecipient } from '@/lib/sandbox';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testInbound } from '@/lib/testing/inbound';
import { testTenant } from '@/lib/testing/tenant';
import { answerThread, closeThread, getThread, keepIncoming, listThreads, readThread, reopenThread } from './index';

const freePort = await new Promise<number>((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address() as AddressInfo;
    probe.close(() => resolve(port));
  });
});
const database = await testDatabase({ MAIL_DOMAIN: 'mail.localhost', INBOUND_SMTP_PORT: String(freePort) });
const sql = database.owner.tags;
const listener = await testInbound(database, {});
afterAll(() => listener.stop());

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 100; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('it did not happen within ten seconds');
}

const nothing = {
  campaignId: null,
  inReplyTo: null,
  references: [],
  quoted: null,
  attachments: [],
  fromName: 'Ada',
  fromAddress: 'ada@example.org',
  raw: Buffer.from('x'),
};
async function withThread(options: { body?: string; subject?: string } = {}) {
  const tenant = await testTenant(database);
  const sent = await sentMessage(database, tenant.slug);
  const kept = await database.owner.tags.begin((tx) =>
    keepIncoming(tx, tenant.slug, {
      ...nothing,
      contactId: sent.contactId,
      channel: 'email' as const,
      originMessageId: sent.messageId,
      externalId: 'first@example.org',
      subject: options.subject ?? 'Re: Reunion',
      body: options.body ?? 'Hello',
      at: tenant.clock.now(),
    }),
  );
  return { ...tenant, ...sent, threadId: kept.threadId };
}

describe('the loop', () => {
  it('an answer goes out through the pipeline, is caught, and the answer to it lands in the same thread, threaded both ways', async () => {
    const { ctx, slug, threadId } = await withThread();
    const ours = await answerThread(
      { ...ctx, clock: { now: () => new Date() } },
      { id: threadId, body: 'Thank you, Ada. – The office' },
    );
    expect(ours).toMatchObject({ direction: 'outbound', sentBy: 'Test Admin', delivery: { outcome: 'inProgress' } });
    const delivery = await startDelivery(database.services);
    try {
      const caught = await until(async () => (await listCaught(ctx, {})).items[0]);
      const opened = await getCaught(ctx, { id: caught.id });
      const header = (name: string) => opened.headers.find((one) => one.name.toLowerCase() === name)?.value;
      expect([header('in-reply-to'), header('references'), opened.subject]).toEqual([
        '<first@example.org>',
        '<first@example.org>',
        'Re: Reunion',
      ]);
      await until(async () =>
        (await getThread(ctx, { id: threadId })).messages[1]?.delivery?.outcome === 'sent' ? true : undefined,
      );
      const posted = await replyAsRecipient(ctx, { id: caught.id, body: 'See you there! 🎓' });
      expect(posted).toMatchObject({ accepted: true });
    } finally {
      await delivery.stop();
    }
    const thread = await getThread(ctx, { id: threadId });
    expect(thread.messages.map((m) => [m.direction, m.body])).toEqual([
      ['inbound', 'Hello'],
      ['outbound', 'Thank you, Ada. – The office'],
      ['inbound', 'See you there! 🎓'],
    ]);
    expect(thread).toMatchObject({ unread: 1, lastDirection: 'inbound', status: 'open' });
    const [row] =
      await sql`select in_reply_to, message_references from inbox_messages where tenant_id = ${slug} and direction = 'inbound' order by occurred_at desc, id desc limit 1`;
    const [out] =
      await sql`select external_id from inbox_messages where tenant_id = ${slug} and direction = 'outbound'`;
    expect(row).toEqual({ in_reply_to: out!.external_id, message_references: ['first@example.org', out!.external_id] });
  });

  it('a caught message can be bounced, which suppresses its address', async () => {
    const tenant = await testTenant(database);
    const { messageId, email } = await sentMessage(database, tenant.slug);
    const { mailTokens } = await import('@/lib/tracking');
    const returnPath = `${mailTokens().localPart('bounce', tenant.slug, messageId)}@mail.localhost`;
    await sql`insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw) values (${tenant.slug}, ${messageId}, ${returnPath}, ${email}, 'Hi', ${Buffer.from('Subject: Hi\r\n\r\nHello https://uni.example/a?b=1&c=2 <b>')})`;
    const [caught] = (await listCaught(tenant.ctx, {})).items;
    expect(await bounceCaught(tenant.ctx, { id: caught!.id })).toMatchObject({ accepted: true });
    expect(await sql`select reason from email_suppressions where tenant_id = ${tenant.slug}`).toMatchObject([
      { reason: 'bounce' },
    ]);
    const body = await caughtBody(tenant.ctx, caught!.id);
    expect(await body.text()).toMatch(
      /<base target="_blank">.*<a href="https:\/\/uni\.example\/a\?b=1&#38;c=2">.*&#60;b&#62;/s,
    );
    expect(body.headers.get('content-security-policy')).toMatch(
      /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; .*img-src 'self' http/,
    );
  });
});

describe('answering', () => {
  it('is refused with the fact when the gate says no, and nothing is half-written', async () => {
    const { ctx, slug, threadId, email } = await withThread();
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${email}, 'bounce')`;
    await expect(answerThread(ctx, { id: threadId, body: 'Hi' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/suppressed since \d+ \w+ \d{4}: a message to it bounced\./),
    });
    expect(await sql`select 1 from inbox_messages where tenant_id = ${slug} and direction = 'outbound'`).toHaveLength(
      0,
    );
    expect(await sql`select 1 from pipeline_messages where tenant_id = ${slug} and source_type = 'inbox'`).toHaveLength(
      0,
    );
  });

  it('somebody who left the mailings may still be answered', async () => {
    const { ctx, slug, threadId, email } = await withThread();
    await sql`insert into email_suppressions (tenant_id, email_normalized, reason) values (${slug}, ${email}, 'unsubscribe')`;
    expect(await answerThread(ctx, { id: threadId, body: 'Hi' })).toMatchObject({ direction: 'outbound' });
  });

  it('needs a text, the right to write, and a thread of this tenant', async () => {
    const tenant = await withThread();
    const { ctx, threadId } = tenant;
    const other = await testTenant(database);
    await expect(answerThread(ctx, { id: threadId, body: '   ' })).rejects.toMatchObject({
      code: 'invalid',
      fields: { body: expect.any(String) },
    });
    await expect(answerThread(tenant.as('readonly'), { id: threadId, body: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(answerThread(other.ctx, { id: threadId, body: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('threads', () => {
  it('can be listed by status and words, closed, opened and read; a repeat changes nothing', async () => {
    const { ctx, slug, threadId, contactId } = await withThread({
      subject: 'Re: Über die Spende',
      body: 'Line one\nline two',
    });
    expect((await listThreads(ctx, { q: 'uber die', status: 'open' })).items).toMatchObject([
      {
        id: threadId,
        unread: 1,
        snippet: 'Line one line two',
        contact: { id: contactId, displayName: 'Ada Lovelace' },
      },
    ]);
    expect((await listThreads(ctx, { q: 'LOVELACE' })).items).toHaveLength(1);
    expect((await listThreads(ctx, { q: '100%' })).items).toHaveLength(0);
    expect(await readThread(ctx, { id: threadId })).toMatchObject({ unread: 0, status: 'open' });
    expect(await closeThread(ctx, { id: threadId })).toMatchObject({ status: 'closed' });
    await closeThread(ctx, { id: threadId });
    expect((await listThreads(ctx, { status: 'open' })).items).toHaveLength(0);
    expect(await reopenThread(ctx, { id: threadId })).toMatchObject({ status: 'open' });
    const facts = await sql`select type, version::int from outbox where tenant_id = ${slug} order by version`;
    expect(facts.map((f) => [f.type, f.version])).toEqual([
      ['inbox.message_received', 1],
      ['inbox.thread_read', 2],
      ['inbox.thread_closed', 3],
      ['inbox.thread_reopened', 4],
    ]);
  });

  it('of a deleted contact are hidden with it', async () => {
    const { ctx, slug, threadId, contactId } = await withThread();
    await sql`update contacts set deleted_at = now() where tenant_id = ${slug} and id = ${contactId}`;
    expect((await listThreads(ctx, {})).items).toEqual([]);
    await expect(getThread(ctx, { id: threadId })).rejects.toMatchObject({ code: 'not_found' });
    await expect(answerThread(ctx, { id: threadId, body: 'Hi' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('come page by page, each once', async () => {
    const tenant = await testTenant(database);
    for (let i = 0; i < 5; i++) {
      const sent = await sentMessage(database, tenant.slug);
      await sql.begin((tx) =>
        keepIncoming(tx, tenant.slug, {
          ...nothing,
          contactId: sent.contactId,
          channel: 'email' as const,
          originMessageId: sent.messageId,
          externalId: `p${i}`,
          subject: `S${i}`,
          body: 'x',
          at: tenant.clock.now(),
        }),
      );
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listThreads(tenant.ctx, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((t) => t.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect([seen.length, new Set(seen).size]).toEqual([5, 5]);
  });
});
