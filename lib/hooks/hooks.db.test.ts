import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { GET, POST } from '@/app/api/hooks/[kind]/[id]/route';
import { fixedClock } from '@/lib/platform/clock';
import { maySend } from '@/lib/pipeline';
import { createProvider, deleteProvider, listProviders } from '@/lib/sending';
import type { ProviderCreate } from '@/lib/sending/schema';
import { testDatabase } from '@/lib/testing/database';
import { sentMessage } from '@/lib/testing/sent-message';
import { testTenant, type TestTenant } from '@/lib/testing/tenant';
import { receiveHook } from './receive';

const database = await testDatabase({ PUBLIC_URL: 'https://ao.example' });
const sql = database.owner.tags;
const second = Math.floor(Date.now() / 1000);

type Headers = Record<string, string>;
async function provider(t: TestTenant, configuration: z.input<typeof ProviderCreate>['configuration']) {
  const made = await createProvider(t.ctx, { name: configuration.kind, configuration });
  return made.provider;
}
const post = async (path: string, body: string, headers: Headers = {}) => {
  const [kind, id] = path.split('?')[0]!.split('/').slice(-2);
  const request = new Request(`http://10.0.0.1:3000${path}`, { method: 'POST', body, headers });
  const response = await POST(request, { params: Promise.resolve({ kind: kind!, id: id! }) });
  return { status: response.status, body: (await response.json()) as { taken?: number } };
};
const rowOf = async (tenant: string, id: string) =>
  (await sql`select * from pipeline_messages where tenant_id = ${tenant} and id = ${id}`)[0]!;
const pathOf = ({ kind, id }: { kind: string; id: string }) => `/api/hooks/${kind}/${id}`;
const suppressed = (tenant: string) =>
  sql`select reason from email_suppressions where tenant_id = ${tenant} order by reason`;

const mailgunBody = (messageId: string, data: object, key = 'signing', at = second) => {
  const token = randomBytes(25).toString('hex');
  const signature = createHmac('sha256', key).update(`${at}${token}`).digest('hex');
  return JSON.stringify({
    signature: { timestamp: String(at), token, signature },
    'event-data': { timestamp: second - 60, 'user-variables': { ao_message: messageId }, ...data },
  });
};
const mailgunSettings = { kind: 'mailgun', domain: 'mg.example', apiKey: 'k', signingKey: 'signing' } as const;
describe('events of a provider', () => {
  it('that somebody left all is heard, though they had left one topic of that message before', async () => {
    const t = await testTenant(database);
    const hook = pathOf(await provider(t, mailgunSettings));
    const { messageId, contactId } = await sentMessage(database, t.slug);
    await sql`update pipeline_messages set unsubscribed_at = now() where tenant_id = ${t.slug} and id = ${messageId}`;
    const body = mailgunBody(messageId, { id: '4', event: 'unsubscribed', timestamp: second - 20 });
    expect((await post(hook, body)).body).toEqual({ taken: 1 });
    expect((await maySend(t.ctx, { id: contactId })).reason).toBe('consent_withdrawn');
  });

  it('are taken from the provider alone: signed, fresh, for its own organisation', async () => {
    const [a, b] = [await testTenant(database), await testTenant(database)];
    const made = await provider(a, mailgunSettings);
    const { messageId } = await sentMessage(database, a.slug);
    const foreign = await sentMessage(database, b.slug);
    const delivered = { id: '1', event: 'delivered' };
    for (const body of [
      mailgunBody(messageId, delivered, 'another key'),
      mailgunBody(messageId, delivered, 'signing', second - 25 * 3600),
      mailgunBody(messageId, delivered, 'signing', second + 3600),
      '{}',
      'not json',
      '',
    ])
      expect((await post(pathOf(made), body)).status).toBe(403);
    expect(await rowOf(a.slug, messageId)).toMatchObject({ status: 'sent' });
    expect((await post(pathOf(made), mailgunBody(foreign.messageId, delivered))).body).toEqual({ taken: 0 });
    expect(await rowOf(b.slug, foreign.messageId)).toMatchObject({ status: 'sent' });
    for (const path of ['/api/hooks/sendgrid/' + made.id, '/api/hooks/mailgun/' + foreign.messageId, '/api/hooks/x/y'])
      expect((await post(path, mailgunBody(messageId, delivered))).status).toBe(404);
    await deleteProvider(a.ctx, { id: made.id, anyway: true });
    expect((await post(pathOf(made), mailgunBody(messageId, delivered))).status).toBe(404);
  });

  it('are taken whatever bytes their words hold; one whose name cannot be stored is left out alone', async () => {
    const t = await testTenant(database);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const webhookKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const hook = pathOf(await provider(t, { kind: 'sendgrid', region: 'global', apiKey: 'k', webhookKey }));
    const sent: Awaited<ReturnType<typeof sentMessage>>[] = [];
    for (let i = 0; i < 4; i++) sent.push(await sentMessage(database, t.slug));
    const bounce = (i: number, reason: string, sg_event_id = `n${i}`) => ({
      ...{ event: 'bounce', type: 'bounce', sg_event_id, timestamp: second, reason },
      ao_message: sent[i]!.messageId,
    });
    const body = JSON.stringify([
      bounce(0, 'a\0b\r\nc'),
      bounce(1, `${'x'.repeat(499)}\u{1F600}`),
      bounce(2, 'named so that it cannot be kept', 'a\0b'),
      bounce(3, 'half \ud800 of a pair'),
    ]);
    const signature = sign('sha256', Buffer.from(`${second}${body}`), privateKey).toString('base64');
    const headers = {
      'x-twilio-email-event-webhook-timestamp': String(second),
      'x-twilio-email-event-webhook-signature': signature,
    };
    expect(await post(hook, body, headers)).toEqual({ status: 200, body: { taken: 3 } });
    const [first] =
      await sql`select error_message from pipeline_messages where tenant_id = ${t.slug} and id = ${sent[0]!.messageId}`;
    expect(first!['error_message']).toBe('a b c');
  });

  it('an old unsubscription told again does not take a new consent away', async () => {
    const t = await testTenant(database);
    const hook = pathOf(await provider(t, mailgunSettings));
    const { messageId, contactId } = await sentMessage(database, t.slug);
    const body = mailgunBody(messageId, { id: '4', event: 'unsubscribed', timestamp: second - 20 });
    await post(hook, body);
    const ledger = () =>
      sql`select granted from contact_consents where tenant_id = ${t.slug} and contact_id = ${contactId}`;
    const count = (await ledger()).length;
    expect((await post(hook, body)).body).toEqual({ taken: 0 });
    expect(await ledger()).toHaveLength(count);
  });
});

describe('SendGrid', () => {
  it('signs by ECDSA over the second and the bytes', async () => {
    const t = await testTenant(database);
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const webhookKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const hook = pathOf(await provider(t, { kind: 'sendgrid', region: 'global', apiKey: 'k', webhookKey }));
    const [gone, blocked] = [await sentMessage(database, t.slug), await sentMessage(database, t.slug)];
    const body = JSON.stringify([
      { event: 'processed', sg_event_id: '0', timestamp: second, ao_message: gone.messageId },
      {
        event: 'bounce',
        type: 'bounce',
        sg_event_id: '1',
        timestamp: second,
        reason: '550 unknown',
        status: '5.1.1',
        ao_message: gone.messageId,
      },
      {
        event: 'bounce',
        type: 'blocked',
        sg_event_id: '2',
        timestamp: second,
        reason: 'spam',
        ao_message: blocked.messageId,
      },
      { event: 'open', sg_event_id: '3', timestamp: second, ao_message: blocked.messageId },
      'rubbish',
    ]);
    const signed = (text: string, at = second) => ({
      'x-twilio-email-event-webhook-timestamp': String(at),
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(`${at}${text}`), privateKey).toString(
        'base64',
      ),
    });
    expect((await post(hook, body, signed(`${body} `))).status).toBe(403);
    expect((await post(hook, body, signed(body, second - 90_000))).status).toBe(403);
    expect((await post(hook, body, signed(body))).body).toEqual({ taken: 2 });
    expect((await post(hook, body, signed(body))).body).toEqual({ taken: 0 });
    expect(await rowOf(t.slug, blocked.messageId)).toMatchObject({ status: 'bounced' });
    expect((await suppressed(t.slug)).map((row) => row['reason'])).toEqual(['bounce']);
    const classes = await sql`
      select message_id = ${gone.messageId} as gone, metadata->>'class' as class from pipeline_delivery_logs where tenant_id = ${t.slug} and event = 'bounced' order by 1`;
    expect([...classes]).toEqual([
      { gone: false, class: 'undetermined' },
      { gone: true, class: 'hard' },
    ]);
  });
});

describe('Postmark', () => {
  it('proves itself by the password in its address', async () => {
    const t = await testTenant(database);
    await provider(t, { kind: 'postmark', stream: 'outbound', serverToken: 'x' });
    const [made] = (await listProviders(t.ctx, {})).items;
    const { messageId } = await sentMessage(database, t.slug, { status: 'uncertain' });
    const body = JSON.stringify({
      RecordType: 'Delivery',
      MessageID: 'pm',
      DeliveredAt: new Date().toISOString(),
      Metadata: { ao_message: messageId },
    });
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`ao:${password}`).toString('base64')}`,
    });
    expect((await post(pathOf(made!), body, basic('wrong'))).status).toBe(403);
    expect((await post(pathOf(made!), body)).status).toBe(403);
    expect((await post(pathOf(made!), body, basic(made!.hookToken!))).body).toEqual({ taken: 1 });
    // What was uncertain is settled: it was handed over.
    expect(await rowOf(t.slug, messageId)).toMatchObject({ status: 'delivered', error_code: null });
  });
});

describe('Twilio', () => {
  it('signs its address and the sorted form; the message stands in the address', async () => {
    const t = await testTenant(database);
    const made = await provider(t, {
      kind: 'twilio',
      accountSid: `AC${'0'.repeat(32)}`,
      from: '+15005550006',
      authToken: 'token',
    });
    const { messageId } = await sentMessage(database, t.slug);
    const path = `${pathOf(made)}?m=${messageId}`;
    const form = new URLSearchParams({ MessageStatus: 'delivered', MessageSid: 'SM1', AccountSid: 'AC1' });
    const text = `https://ao.example${path}AccountSidAC1MessageSidSM1MessageStatusdelivered`;
    const signature = createHmac('sha1', 'token').update(text).digest('base64');
    expect((await post(path, form.toString(), { 'x-twilio-signature': 'AAAA' })).status).toBe(403);
    expect((await post(pathOf(made), form.toString(), { 'x-twilio-signature': signature })).status).toBe(403);
    expect((await post(path, form.toString(), { 'x-twilio-signature': signature })).body).toEqual({ taken: 1 });
    expect((await post(path, form.toString(), { 'x-twilio-signature': signature })).body).toEqual({ taken: 0 });
  });
});

describe('WhatsApp', () => {
  it('is told that the address is ours, signs the bytes, and counts a read message as delivered and opened', async () => {
    const t = await testTenant(database);
    await provider(t, { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x', appSecret: 'app' });
    const [made] = (await listProviders(t.ctx, {})).items;
    const ask = async (token: string) => {
      const search = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': token,
        'hub.challenge': '12345',
      });
      const response = await GET(new Request(`http://x${pathOf(made!)}?${search}`), {
        params: Promise.resolve({ kind: 'whatsapp', id: made!.id }),
      });
      return [response.status, response.ok ? await response.text() : ''];
    };
    expect(await ask(made!.hookToken!)).toEqual([200, '12345']);
    expect(await ask('wrong')).toEqual([403, '']);
    const { messageId } = await sentMessage(database, t.slug);
    const status = { id: 'wamid.1', status: 'read', timestamp: String(second), biz_opaque_callback_data: messageId };
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ value: { statuses: [status] } }] }],
    });
    const signed = (secret: string) => ({
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    });
    expect((await post(pathOf(made!), body, signed('x'))).status).toBe(403);
    expect((await post(pathOf(made!), body, signed('app'))).body).toEqual({ taken: 2 });
    expect(await rowOf(t.slug, messageId)).toMatchObject({ status: 'delivered', opened_at: expect.any(Date) });
  });
});

describe('Amazon SES by SNS', () => {
  const pem = readFileSync(new URL('corpus/sns.pem', import.meta.url), 'utf8');
  const topicArn = 'arn:aws:sns:eu-west-1:123456789012:events';
  const certUrl = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem';
  const settings = { kind: 'ses', region: 'eu-west-1', accessKeyId: 'AK', secretAccessKey: 'x', topicArn } as const;
  const envelope = (given: Record<string, string>) => {
    const all = {
      MessageId: 'sns-1',
      Timestamp: new Date().toISOString(),
      TopicArn: topicArn,
      Type: 'Notification',
      ...given,
    };
    const names =
      all.Type === 'Notification'
        ? ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type']
        : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
    const text = names.map((name) => `${name}\n${(all as Record<string, string>)[name]}\n`).join('');
    const Signature = sign('sha256', Buffer.from(text), pem).toString('base64');
    return { SignatureVersion: '2', SigningCertURL: certUrl, Signature, ...all };
  };
  const receive = async (id: string, given: object, asked: string[] = []) => {
    const request = {
      url: new URL('https://ao.example/'),
      header: () => null,
      raw: Buffer.from(JSON.stringify(given)),
    };
    const fetch = (url: string) => {
      asked.push(url);
      return Promise.resolve(pem);
    };
    return receiveHook('ses', id, request, { fetch, clock: fixedClock(new Date()) });
  };

  it('is believed by a certificate of Amazon’s own host and for the named topic alone', async () => {
    const t = await testTenant(database);
    const { id } = await provider(t, settings);
    const { messageId } = await sentMessage(database, t.slug);
    const Message = JSON.stringify({
      eventType: 'Bounce',
      mail: { messageId: 'ses-1', timestamp: new Date().toISOString(), tags: { ao_message: [messageId] } },
      bounce: {
        bounceType: 'Permanent',
        timestamp: new Date().toISOString(),
        bouncedRecipients: [{ status: '5.1.1', diagnosticCode: 'smtp; 550 unknown' }],
      },
    });
    const good = envelope({ Message });
    const asked: string[] = [];
    for (const wrong of [
      { ...good, Message: Message.replace('Permanent', 'Transient') },
      { ...good, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem' },
      { ...good, SigningCertURL: 'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem' },
      { ...good, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/other.pem' },
      envelope({ Message, TopicArn: `${topicArn}-other` }),
      envelope({ Message, Timestamp: new Date(Date.now() - 90_000_000).toISOString() }),
    ])
      await expect(receive(id, wrong, asked)).rejects.toMatchObject({ code: 'forbidden' });
    expect(new Set(asked)).toEqual(new Set([certUrl]));
    expect(await receive(id, good)).toEqual({ taken: 1 });
    expect(await receive(id, good)).toEqual({ taken: 0 });
    expect(await rowOf(t.slug, messageId)).toMatchObject({
      status: 'bounced',
      error_message: '5.1.1 smtp; 550 unknown',
    });
  });

  it('confirms the subscription of the named topic, at Amazon’s own address only', async () => {
    const t = await testTenant(database);
    const { id } = await provider(t, settings);
    const confirm = async (SubscribeURL: string) => {
      const asked: string[] = [];
      await receive(id, envelope({ Type: 'SubscriptionConfirmation', Message: 'm', Token: 't', SubscribeURL }), asked);
      return asked.filter((url) => url !== certUrl);
    };
    const own = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=t`;
    expect(await confirm(own)).toEqual([own]);
    for (const other of [
      own.replace('amazonaws.com', 'evil.example'),
      own.replace('Confirm', 'Un'),
      own.replace(':events', ':x'),
    ])
      expect(await confirm(other)).toEqual([]);
  });
});
