import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { HookRequest } from '@/lib/hooks/kind';
import { createProvider, listProviders } from '@/lib/sending';
import type { ProviderCreate } from '@/lib/sending/schema';
import type { TestTenant } from './tenant';

/** What a provider tells of a message, as it sends it; `tell` signs it for the provider that was set up. */
interface HookSample {
  configuration: z.input<typeof ProviderCreate>['configuration'];
  channel: 'email' | 'sms' | 'whatsapp' | 'webhook';
  /** Bodies by what they tell; those of `accepted` prove no more than that the message was taken. */
  bodies(messageId: string, at: (secondsAgo: number) => Date): { accepted: string[]; others: string[] };
  /** What the others are kept as. */
  kept: string[];
  signed(body: string, about: { now: Date; messageId: string; url: string; token: string }): SignedParts;
}
interface SignedParts {
  headers?: Record<string, string>;
  query?: string;
  body?: string;
}

const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const hmac = (algorithm: string, key: string | Buffer, text: string, as: 'hex' | 'base64') =>
  createHmac(algorithm, key).update(text).digest(as);
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:events';
/** The key and certificate that stand for those of Amazon SNS. */
export const snsPem = readFileSync(join(import.meta.dirname, '../hooks/corpus/sns.pem'), 'utf8');
const sendgridKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const email = ['delivered', 'bounced', 'complained', 'unsubscribed'];

export const hookSamples: Record<string, HookSample> = {
  ses: {
    configuration: {
      ...{ kind: 'ses', region: 'eu-west-1', accessKeyId: 'AK', secretAccessKey: 'x', topicArn },
    },
    channel: 'email',
    bodies(messageId, at) {
      const mail = { timestamp: at(90), messageId: 'ses-1', tags: { ao_message: [messageId] } };
      const told = (eventType: string, more: object) => JSON.stringify({ eventType, mail, ...more });
      const recipients = [
        { emailAddress: 'a@example.org', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' },
      ];
      return {
        accepted: [
          told('Send', { send: {} }),
          told('DeliveryDelay', {
            deliveryDelay: { timestamp: at(80), delayType: 'MailboxFull', delayedRecipients: [] },
          }),
        ],
        others: [
          told('Delivery', { delivery: { timestamp: at(70), smtpResponse: '250 ok' } }),
          told('Bounce', { bounce: { bounceType: 'Permanent', timestamp: at(60), bouncedRecipients: recipients } }),
          told('Complaint', { complaint: { timestamp: at(50), complaintFeedbackType: 'abuse' } }),
          told('Subscription', {
            subscription: {
              timestamp: at(40),
              newTopicPreferences: { unsubscribeAll: true, topicSubscriptionStatus: [] },
            },
          }),
        ],
      };
    },
    kept: email,
    signed(Message, { now }) {
      const id = hmac('sha256', 'sns', Message, 'hex');
      const fields = { Message, MessageId: id, Timestamp: now.toISOString(), TopicArn: topicArn, Type: 'Notification' };
      const text = Object.entries(fields)
        .map(([name, value]) => `${name}\n${value}\n`)
        .join('');
      const SigningCertURL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem';
      const Signature = sign('sha256', Buffer.from(text), snsPem).toString('base64');
      return { body: JSON.stringify({ ...fields, SignatureVersion: '2', SigningCertURL, Signature }) };
    },
  },
  sendgrid: {
    configuration: {
      ...{ kind: 'sendgrid', region: 'global', apiKey: 'k' },
      webhookKey: sendgridKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    },
    channel: 'email',
    bodies(ao_message, at) {
      const told = (event: string, ago: number, more: object = {}) =>
        JSON.stringify([{ event, ao_message, sg_event_id: event, timestamp: seconds(at(ago)), ...more }]);
      return {
        accepted: [told('processed', 90), told('deferred', 80, { response: '421 4.2.0 later', attempt: '1' })],
        others: [
          told('delivered', 70, { response: '250 ok' }),
          told('bounce', 60, { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown' }),
          told('spamreport', 50),
          told('unsubscribe', 40),
        ],
      };
    },
    kept: email,
    signed(body, { now }) {
      const second = String(seconds(now));
      const signature = sign('sha256', Buffer.from(second + body), sendgridKeys.privateKey).toString('base64');
      return {
        headers: {
          'x-twilio-email-event-webhook-timestamp': second,
          'x-twilio-email-event-webhook-signature': signature,
        },
      };
    },
  },
  mailgun: {
    configuration: { kind: 'mailgun', domain: 'mg.example', apiKey: 'k', signingKey: 'signing' },
    channel: 'email',
    bodies(messageId, at) {
      const told = (event: string, ago: number, more: object = {}) =>
        JSON.stringify({
          ...{ id: `${event}${ago}`, event, timestamp: at(ago).getTime() / 1000 },
          ...{ 'user-variables': { ao_message: messageId }, ...more },
        });
      return {
        accepted: [told('accepted', 90), told('failed', 80, { severity: 'temporary', reason: 'generic' })],
        others: [
          told('delivered', 70),
          told('failed', 60, {
            ...{ severity: 'permanent', reason: 'bounce' },
            'delivery-status': { code: 550, message: '5.1.1 unknown' },
          }),
          told('complained', 50),
          told('unsubscribed', 40),
        ],
      };
    },
    kept: email,
    signed(data, { now }) {
      const [timestamp, token] = [String(seconds(now)), randomBytes(25).toString('hex')];
      const signature = { timestamp, token, signature: hmac('sha256', 'signing', timestamp + token, 'hex') };
      return { body: JSON.stringify({ signature, 'event-data': JSON.parse(data) as unknown }) };
    },
  },
  postmark: {
    configuration: { kind: 'postmark', stream: 'outbound', serverToken: 'x' },
    channel: 'email',
    bodies(ao_message, at) {
      const told = (RecordType: string, more: object) =>
        JSON.stringify({ RecordType, MessageID: 'pm-1', Metadata: { ao_message }, ...more });
      const bounced = (Type: string, ID: number, ago: number) => ({
        Type,
        ID,
        BouncedAt: at(ago),
        Details: '550 5.1.1',
      });
      return {
        accepted: [told('Bounce', bounced('Transient', 1, 80))],
        others: [
          told('Delivery', { DeliveredAt: at(70) }),
          told('Bounce', bounced('HardBounce', 2, 60)),
          told('SpamComplaint', bounced('SpamComplaint', 3, 50)),
          told('SubscriptionChange', {
            ...{ ChangedAt: at(40), SuppressSending: true, SuppressionReason: 'ManualSuppression' },
          }),
        ],
      };
    },
    kept: email,
    signed: (_, { token }) => ({
      headers: { authorization: `Basic ${Buffer.from(`ao:${token}`).toString('base64')}` },
    }),
  },
  twilio: {
    configuration: { kind: 'twilio', accountSid: `AC${'0'.repeat(32)}`, from: '+15005550006', authToken: 'token' },
    channel: 'sms',
    bodies() {
      const told = (MessageStatus: string, more: Record<string, string> = {}) =>
        new URLSearchParams({ MessageSid: 'SM1', MessageStatus, ...more }).toString();
      return {
        accepted: ['accepted', 'queued', 'sending', 'sent'].map((status) => told(status)),
        others: [told('delivered'), told('undelivered', { ErrorCode: '30005' })],
      };
    },
    kept: ['delivered', 'bounced'],
    signed(body, { messageId, url }) {
      const query = `?m=${messageId}`;
      const fields = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
      return {
        query,
        headers: { 'x-twilio-signature': hmac('sha1', 'token', url + query + fields.join(''), 'base64') },
      };
    },
  },
  whatsapp: {
    configuration: { kind: 'whatsapp', phoneNumberId: '1', accessToken: 'x', appSecret: 'app' },
    channel: 'whatsapp',
    bodies(biz_opaque_callback_data, at) {
      const told = (status: string, ago: number, more: object = {}) => {
        const one = { id: 'wamid.1', status, timestamp: String(seconds(at(ago))), biz_opaque_callback_data, ...more };
        const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', statuses: [one] } }];
        return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
      };
      return {
        accepted: [told('sent', 90)],
        others: [
          told('delivered', 70),
          told('read', 60),
          told('failed', 50, { errors: [{ code: 131026, title: 'Message undeliverable' }] }),
        ],
      };
    },
    kept: ['delivered', 'delivered', 'opened', 'bounced'],
    signed: (body) => ({ headers: { 'x-hub-signature-256': `sha256=${hmac('sha256', 'app', body, 'hex')}` } }),
  },
  webhook: {
    configuration: { kind: 'webhook', url: 'https://letters.example/', secret: webhookSecret },
    channel: 'webhook',
    bodies(id, at) {
      const told = (what: string, ago: number, more: object = {}) =>
        JSON.stringify({ type: `message.${what}`, timestamp: at(ago), data: { id, ...more } });
      return {
        accepted: [told('accepted', 90)],
        others: [
          told('delivered', 70),
          told('bounced', 60, { reason: 'Nobody of that name lives there' }),
          told('complained', 50),
          told('unsubscribed', 40),
        ],
      };
    },
    kept: email,
    signed(body, { now }) {
      const [id, second] = [`msg_${hmac('sha256', 'id', body, 'hex')}`, String(seconds(now))];
      const key = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64');
      // Of a secret that was changed since, and of this one.
      const signature = `v1,old v1,${hmac('sha256', key, `${id}.${second}.${body}`, 'base64')}`;
      return { headers: { 'webhook-id': id, 'webhook-timestamp': second, 'webhook-signature': signature } };
    },
  },
};

/** A provider of that kind, set up in the organisation, and its requests as they come. */
export async function hookProvider(t: TestTenant, kind: string) {
  const sample = hookSamples[kind];
  if (!sample) throw new Error(`no sample of ${kind}`);
  await createProvider(t.ctx, { name: kind, configuration: sample.configuration });
  const [made] = (await listProviders(t.ctx, {})).items;
  if (!made?.hookUrl) throw new Error(`${kind} tells nothing`);
  const { id, hookUrl, hookToken } = made;
  const requestOf = (body: string, messageId: string, now: Date): HookRequest => {
    const signed = sample.signed(body, { now, messageId, url: hookUrl, token: hookToken ?? '' });
    const { headers = {}, query = '' } = signed;
    return {
      url: new URL(hookUrl + query),
      header: (name) => headers[name] ?? null,
      raw: Buffer.from(signed.body ?? body),
    };
  };
  return { ...sample, id, requestOf };
}
