import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { createTemplate } from '@/lib/templates';
import { testTemplate } from '@/lib/test-messages';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { bounceMail, replyMail } from './compose';
import { bounceCaught, caughtBody, getCaught, listCaught, replyAsRecipient } from './index';

// Port 1 is nobody's: what happens while the workers are down.
const database = await testDatabase({ INBOUND_SMTP_PORT: '1' });
const sql = database.owner.tags;

async function caught(tenant: TestTenant, raw: string, subject = 'Reunion'): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
    values (${tenant.slug}, ${randomUUID()}, 'bounce+x@mail.localhost', 'ada@example.org', ${subject}, ${Buffer.from(raw)}) returning id`;
  return row!.id;
}
const html =
  'Subject: Hi\r\nFrom: Office <o@uni.example>\r\nTo: ada@example.org\r\nReply-To: reply+x@mail.localhost\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>x</title></head><body><script>alert(1)</script><a href="https://uni.example">go</a></body></html>\r\n';

describe('the sandbox', () => {
  it('opens a caught message with its headers, and its body as a document that runs no script', async () => {
    const tenant = await testTenant(database);
    const id = await caught(tenant, html);
    expect(await getCaught(tenant.ctx, { id })).toMatchObject({
      from: '"Office" <o@uni.example>',
      replyTo: 'reply+x@mail.localhost',
      returnPath: 'bounce+x@mail.localhost',
      hasHtml: true,
    });
    const body = await caughtBody(tenant.ctx, id);
    expect(await body.text()).toContain('<head><base target="_blank">');
    const policy = body.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox (?!.*allow-scripts)(?!.*allow-same-origin).*default-src 'none'/);
  });

  it('shows nothing of another tenant', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const id = await caught(a, html);
    expect((await listCaught(b.ctx, {})).items).toEqual([]);
    const gone = { code: 'not_found' };
    await expect(getCaught(b.ctx, { id })).rejects.toMatchObject(gone);
    await expect(caughtBody(b.ctx, id)).rejects.toMatchObject(gone);
    await expect(replyAsRecipient(b.ctx, { id, body: 'x' })).rejects.toMatchObject(gone);
    await expect(bounceCaught(b.ctx, { id })).rejects.toMatchObject(gone);
  });

  it('lists and searches page by page', async () => {
    const tenant = await testTenant(database);
    for (let i = 0; i < 5; i++) await caught(tenant, html, `Mail ${i}`);
    const first = await listCaught(tenant.ctx, { limit: 3 });
    const second = await listCaught(tenant.ctx, { limit: 3, cursor: first.nextCursor ?? '' });
    expect(new Set([...first.items, ...second.items].map((one) => one.subject)).size).toBe(5);
    expect((await listCaught(tenant.ctx, { q: 'mail 3' })).items).toMatchObject([{ subject: 'Mail 3' }]);
  });

  it('answers a text as its number would, which cannot bounce', async () => {
    const tenant = await testTenant(database);
    const sent = await sentMessage(database, tenant.slug);
    const number = '+491701234567';
    await sql`update contacts set phone = ${number}, phone_e164 = ${number} where tenant_id = ${tenant.slug}`;
    await sql`update pipeline_messages set channel = 'sms', recipient_address = ${number} where tenant_id = ${tenant.slug}`;
    const id = await caught(tenant, html);
    await sql`update sandbox_messages set message_id = ${sent.messageId}, recipient = ${number} where tenant_id = ${tenant.slug}`;
    expect(await getCaught(tenant.ctx, { id })).toMatchObject({ channel: 'sms', to: number });
    expect(await replyAsRecipient(tenant.ctx, { id, body: 'Stop' })).toMatchObject({ accepted: true });
    await sql`update contacts set phone = null, phone_e164 = null where tenant_id = ${tenant.slug}`;
    expect(await replyAsRecipient(tenant.ctx, { id, body: 'Stop' })).toMatchObject({ accepted: false });
    await expect(bounceCaught(tenant.ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says what to do when nobody takes incoming mail', async () => {
    const tenant = await testTenant(database);
    const id = await caught(tenant, html);
    await expect(replyAsRecipient(tenant.ctx, { id, body: 'x' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('workers'),
    });
  });
});

describe('the mails it makes', () => {
  it('an answer survives any subject and text', async () => {
    for (const text of [
      'plain',
      'Ünïcödé 🎓 '.repeat(30),
      'line\r\nBcc: evil@example.org',
      '=?UTF-8?B?eA==?=',
      '.\r\n.',
    ]) {
      const raw = replyMail({
        from: 'ada@example.org',
        to: 'reply+x@mail.localhost',
        subject: text,
        date: new Date(0),
        messageId: '<a@b>',
        inReplyTo: '<m.1@x>',
        references: ['<r@x>', 'broken'],
        body: text,
        original: { text: 'Hello', from: 'Office', date: new Date(0) },
      });
      const mail = await simpleParser(raw);
      expect(mail.subject).toBe(text.replace(/[\r\n]+/g, ' ').trim());
      expect(mail.headers.has('bcc')).toBe(false);
      expect(mail.text).toContain(text.replace(/\r\n/g, '\n'));
      expect([mail.inReplyTo, mail.references]).toEqual(['<m.1@x>', ['<r@x>', '<m.1@x>']]);
    }
  });

  it('a bounce is a report that our own classifier reads as hard', async () => {
    const { classifyInbound, readMail } = await import('@/lib/inbound/classify');
    const raw = bounceMail({
      to: 'bounce+x@mail.localhost',
      recipient: 'ada@example.org',
      date: new Date(0),
      id: '1',
      originalHeaders: 'Subject: Hi',
    });
    expect(classifyInbound(await readMail(Buffer.from(raw)), 'bounce+x@mail.localhost')).toMatchObject({
      kind: 'bounce',
      report: { class: 'hard', action: 'failed', finalRecipient: 'ada@example.org' },
    });
  });
});

it('a test that was caught says that it is one, and only where it was sent', async () => {
  const [a, b] = [await testTenant(database), await testTenant(database)];
  const template = await createTemplate(a.ctx, { name: 'Letter', subject: 'Hello', text: 'Hello' });
  await testTemplate(a.ctx, { id: template.id });
  const [caught] = (await listCaught(a.ctx, {})).items;
  expect(await getCaught(a.ctx, { id: caught!.id })).toMatchObject({ subject: '[Test] Hello', isTest: true });
  // The same id in another organisation is another message.
  await sql`insert into sandbox_messages (tenant_id, message_id, sender, recipient, subject, raw)
    select ${b.slug}, message_id, sender, recipient, subject, raw from sandbox_messages where tenant_id = ${a.slug}`;
  const [other] = (await listCaught(b.ctx, {})).items;
  expect(await getCaught(b.ctx, { id: other!.id })).toMatchObject({ isTest: false });
});

it('a test that was caught is answered by nobody: it has no conversation', async () => {
  const t = await testTenant(database);
  const template = await createTemplate(t.ctx, { name: 'Letter', subject: 'Hello', text: 'Hello' });
  await testTemplate(t.ctx, { id: template.id });
  const [caught] = (await listCaught(t.ctx, {})).items;
  await expect(replyAsRecipient(t.ctx, { id: caught!.id, body: 'Thanks' })).rejects.toMatchObject({
    ...{ code: 'conflict', message: expect.stringMatching(/was a test/) },
  });
});
