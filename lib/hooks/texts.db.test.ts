import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { answerThread, closeThread, getThread, listThreads } from '@/lib/inbox';
import { maySend } from '@/lib/pipeline';
import { startDelivery } from '@/lib/pipeline/delivery';
import { createProvider, updateProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { testTenant } from '@/lib/testing/tenant';
import { sharedE164, sharedNumber, twilioSays } from '@/lib/testing/twilio';
import { until } from '@/lib/testing/wait';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const number = sharedE164;

/** What the owner of a number that two people share writes back through Twilio. */
async function arranged() {
  const t = await sharedNumber(database, ['sms']);
  const write = async (sid: string, body: string, more: Record<string, string> = {}, secret = 'token') => {
    const fields = { Body: body, From: number, MessageSid: sid, SmsStatus: 'received', ...more };
    const response = await twilioSays(t.providerId, fields, { secret });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const reason = async (id: string) => (await maySend(t.ctx, { id, channel: 'sms' })).reason;
  return { ...t, write, reason };
}

describe('a text that says STOP', () => {
  it('ends what goes to this number, for all who have it, until they say START; an old one told again does not count', async () => {
    const { slug, messageId, contactId, other, write, reason } = await arranged();
    expect([await reason(contactId), await reason(other)]).toEqual(['passed', 'passed']);
    expect((await write('SM1', 'Stop.', {}, 'forged')).status).toBe(403);
    expect(await reason(contactId)).toBe('passed');
    // Anything else in the answer would be sent to the person.
    expect(await write('SM1', ' Stop. ')).toEqual({ status: 200, type: 'text/xml', text: '<Response/>' });
    expect([await reason(contactId), await reason(other)]).toEqual(['do_not_contact', 'do_not_contact']);
    const [row] =
      await sql`select unsubscribed_at from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
    expect(row?.unsubscribed_at).toBeInstanceOf(Date);
    await write('SM2', 'START');
    expect([await reason(contactId), await reason(other)]).toEqual(['passed', 'passed']);
    await write('SM1', ' Stop. ');
    expect(await reason(contactId)).toBe('passed');
    await write('SM3', 'leave me alone', { OptOutType: 'STOP' });
    expect(await reason(contactId)).toBe('do_not_contact');
    expect(await sql`select 1 from inbox_threads where tenant_id = ${slug}`).toHaveLength(0);
  });
});

describe('a START', () => {
  it('told again after a newer STOP opens nothing, and lifts nothing that staff noted', async () => {
    const { slug, contactId, other, write, reason } = await arranged();
    await write('SM1', 'START');
    await write('SM2', 'STOP');
    await write('SM1', 'START');
    expect(await reason(contactId)).toBe('do_not_contact');
    await write('SM3', 'START');
    expect(await reason(contactId)).toBe('passed');
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, occurred_at)
      select ${slug}, ${other}, 'sms', 'any', false, 'manual', now()`;
    await write('SM4', 'STOP');
    await write('SM5', 'START');
    expect([await reason(contactId), await reason(other)]).toEqual(['passed', 'do_not_contact']);
  });

  it('of a number is not asked for again from whoever has it later', async () => {
    const { slug, write, reason } = await arranged();
    await write('SM1', 'STOP');
    const [later] = await sql<{ id: string }[]>`
      insert into contacts (tenant_id, display_name, phone, phone_e164) values (${slug}, 'Eve', ${number}, ${number}) returning id`;
    await sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source) values (${slug}, ${later!.id}, 'sms', 'marketing', true, 'form')`;
    expect(await reason(later!.id)).toBe('do_not_contact');
    await write('SM2', 'START');
    expect(await reason(later!.id)).toBe('passed');
  });
});

describe('any other text', () => {
  it('opens one conversation by number, counts as a reply once, and is answered in plain words on its channel', async () => {
    const { slug, ctx, messageId, contactId, providerId, write } = await arranged();
    await write('SM1', 'I will come\nwith two friends', { NumMedia: '1' });
    await write('SM1', 'I will come\nwith two friends', { NumMedia: '1' });
    const [thread, ...more] = (await listThreads(ctx, {})).items;
    expect(more).toEqual([]);
    expect(thread).toMatchObject({ channel: 'sms', subject: 'I will come', unread: 1, contact: { id: contactId } });
    const [row] = await sql`select replied_at from pipeline_messages where tenant_id = ${slug} and id = ${messageId}`;
    expect(row?.replied_at).toBeInstanceOf(Date);
    await closeThread(ctx, { id: thread!.id });
    await write('SM2', 'And my dog');
    const open = await getThread(ctx, { id: thread!.id });
    expect(open.status).toBe('open');
    await answerThread(ctx, { id: thread!.id, body: 'All of you are welcome.' });
    // To the sandbox, which keeps what it is given.
    await updateProvider(ctx, { id: providerId, enabled: false, anyway: true });
    const delivery = await startDelivery(database.services);
    onTestFinished(() => delivery.stop());
    const caught = await until('the answer', async () => {
      const [one] = await sql<
        { recipient: string; raw: Buffer }[]
      >`select recipient, raw from sandbox_messages where tenant_id = ${slug}`;
      return one ?? null;
    });
    expect(caught.recipient).toBe(number);
    const words = Buffer.from(Buffer.from(caught.raw).toString().split('\r\n\r\n')[1]!, 'base64').toString();
    expect(words).toBe('All of you are welcome.');
  });

  it('by somebody whose number nobody has, or from no number at all, is left out', async () => {
    const { slug, write } = await arranged();
    await write('SM1', 'Hello', { From: '+491709999999' });
    await write('SM2', 'Hello', { From: 'Library' });
    await write('SM3', ' ', {});
    expect(await sql`select 1 from inbox_threads where tenant_id = ${slug}`).toHaveLength(0);
  });
});

describe('WhatsApp', () => {
  it('brings what people write, whatever kind it is, and what they no longer want', async () => {
    const t = await testTenant(database);
    const { provider } = await createProvider(t.ctx, {
      name: 'WhatsApp',
      configuration: { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x', appSecret: 'app' },
    });
    const [person] = await sql<{ id: string }[]>`
      insert into contacts (tenant_id, display_name, phone, phone_e164) values (${t.slug}, 'Ada', ${number}, ${number}) returning id`;
    const said = (id: string, more: object) => ({ id, from: number.slice(1), timestamp: '1750000000', ...more });
    const write = async (...messages: object[]) => {
      const contacts = [{ wa_id: number.slice(1), profile: { name: 'Ada L.' } }];
      const raw = JSON.stringify({ entry: [{ changes: [{ value: { contacts, messages } }] }] });
      const signature = `sha256=${createHmac('sha256', 'app').update(raw).digest('hex')}`;
      const request = new Request(`http://10.0.0.1/api/hooks/whatsapp/${provider.id}`, {
        method: 'POST',
        body: raw,
        headers: { 'x-hub-signature-256': signature },
      });
      const response = await POST(request, { params: Promise.resolve({ kind: 'whatsapp', id: provider.id }) });
      return (await response.json()) as { taken: number };
    };
    const hello = said('w1', { type: 'text', text: { body: 'Hello\0 there' } });
    const picture = said('w2', { type: 'image', image: { id: '1' } });
    expect(await write(hello, picture, { id: 'w3' })).toEqual({ taken: 2 });
    expect(await write(hello)).toEqual({ taken: 0 });
    const { items } = await listThreads(t.ctx, {});
    expect(items).toMatchObject([{ channel: 'whatsapp', subject: 'Hello there', unread: 2 }]);
    // The last word counts, in whatever order they come.
    const button = (id: string, words: string, timestamp: string) =>
      write(said(id, { type: 'button', button: { text: words }, timestamp }));
    await button('w5', 'Stop', '1750000100');
    await button('w6', 'Stop', '1750000300');
    await button('w7', 'Start', '1750000200');
    expect((await maySend(t.ctx, { id: person!.id, channel: 'whatsapp' })).reason).toBe('do_not_contact');
    await button('w8', 'Start', '1750000400');
    expect((await maySend(t.ctx, { id: person!.id, channel: 'whatsapp' })).reason).not.toBe('do_not_contact');
    expect(await write(said('w4', { type: 'button', button: { text: 'Stop' }, timestamp: '1750000500' }))).toEqual({
      taken: 1,
    });
    expect((await maySend(t.ctx, { id: person!.id, channel: 'whatsapp' })).reason).toBe('do_not_contact');
  });
});
