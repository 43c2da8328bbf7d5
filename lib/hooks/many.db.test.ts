import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { POST } from '@/app/api/hooks/[kind]/[id]/route';
import { maySend } from '@/lib/pipeline';
import { createProvider } from '@/lib/sending';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant } from '@/lib/testing/tenant';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const second = Math.floor(Date.now() / 1000);

async function post(kind: string, id: string, body: string, headers: Record<string, string>) {
  const request = new Request('http://10.0.0.1/', { method: 'POST', body, headers });
  const response = await POST(request, { params: Promise.resolve({ kind, id }) });
  return { status: response.status, body: (await response.json()) as { taken?: number; detail?: string } };
}

async function whatsapp() {
  const t = await testTenant(database);
  const configuration = { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x', appSecret: 'app' } as const;
  const { provider } = await createProvider(t.ctx, { name: 'WhatsApp', configuration });
  const tell = (value: object) => {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ changes: [{ value }] }] });
    const signature = `sha256=${createHmac('sha256', 'app').update(body).digest('hex')}`;
    return post('whatsapp', provider.id, body, { 'x-hub-signature-256': signature });
  };
  return { t, tell };
}

it('the last of many events in one request counts as the first does', async () => {
  const t = await testTenant(database);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const webhookKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const configuration = { kind: 'sendgrid', region: 'global', apiKey: 'k', webhookKey } as const;
  const { provider } = await createProvider(t.ctx, { name: 'SendGrid', configuration });
  const [first, last] = [await sentMessage(database, t.slug), await sentMessage(database, t.slug)];
  const event = (ao_message: string, i: number) => ({
    ...{ ao_message, event: 'bounce', type: 'bounce', sg_event_id: `e${i}`, timestamp: second, reason: '550 gone' },
  });
  const others = Array.from({ length: 4000 }, (_, i) => event(randomUUID(), i));
  const body = JSON.stringify([event(first.messageId, 4001), ...others, event(last.messageId, 4002)]);
  const answer = await post('sendgrid', provider.id, body, {
    'x-twilio-email-event-webhook-timestamp': String(second),
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(`${second}${body}`), privateKey).toString(
      'base64',
    ),
  });
  expect(answer).toEqual({ status: 200, body: { taken: 2 } });
  const rows = await sql`select status from pipeline_messages where tenant_id = ${t.slug}`;
  expect(rows.map((row) => row['status'])).toEqual(['bounced', 'bounced']);
});

it('a STOP behind many other texts is heard', async () => {
  const { t, tell } = await whatsapp();
  const number = '+491701234567';
  const [person] = await sql<{ id: string }[]>`
    insert into contacts (tenant_id, display_name, phone, phone_e164) values (${t.slug}, 'Ada', ${number}, ${number}) returning id`;
  const text = (from: string, id: string, body: string) => ({
    ...{ from, id, timestamp: String(second), type: 'text', text: { body } },
  });
  const others = Array.from({ length: 150 }, (_, i) => text(`49170999${1000 + i}`, `w${i}`, 'Hello'));
  expect((await tell({ messages: [...others, text(number.slice(1), 'stop', 'STOP')] })).body).toEqual({ taken: 1 });
  expect((await maySend(t.ctx, { id: person!.id, channel: 'whatsapp' })).reason).toBe('do_not_contact');
});

it('a request as large as the largest provider sends is taken; a larger one is refused in words', async () => {
  const { t, tell } = await whatsapp();
  const { messageId } = await sentMessage(database, t.slug);
  const status = { id: 'w1', status: 'delivered', timestamp: String(second), biz_opaque_callback_data: messageId };
  const mb = 1024 * 1024;
  const large = (size: number) => tell({ statuses: [status], filling: 'x'.repeat(size) });
  expect(await large(3 * mb)).toMatchObject({ status: 413, body: { detail: expect.stringContaining('3 MB') } });
  expect(await large(3 * mb - 1000)).toEqual({ status: 200, body: { taken: 1 } });
});
