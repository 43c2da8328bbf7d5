import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { scriptedHttp } from '@/lib/testing/scripted-http';
import { handOverAll, keepsTheContract, type AdapterBench } from '../contract';
import type { HttpAdapter } from '../http/adapter';
import { httpProvider } from '../http/provider';
import type { OutboundMessage } from '../provider';
import { mailgunAdapter } from './mailgun';
import { postmarkAdapter } from './postmark';
import { sendgridAdapter } from './sendgrid';
import { sesAdapter } from './ses';
import { webhookAdapter, webhookHeaders } from './webhook';

const raw = (index: number): Buffer =>
  Buffer.from(
    [
      'From: "Alumni \\"Office\\"" <office@alumni.example>',
      `To: =?UTF-8?B?${Buffer.from('Ada Müller').toString('base64')}?= <ada${index}@example.org>`,
      `Subject: =?UTF-8?B?${Buffer.from('Grüße, ').toString('base64')}?=`,
      ` =?UTF-8?B?${Buffer.from('Ada').toString('base64')}?=`,
      'Date: Sat, 21 Nov 2026 09:00:00 +0000',
      'Message-ID: <m.1@mail.example>',
      'Reply-To: reply+1@mail.example',
      'List-Unsubscribe: <https://t.example/t/u/1>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="=_ao_alternative"',
      '',
      '--=_ao_alternative',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'H=C3=A4llo =',
      'Ada',
      '',
      '--=_ao_alternative',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>H=C3=A4llo Ada</p>',
      '',
      '--=_ao_alternative--',
      '',
    ].join('\r\n'),
  );
const mail = (index: number) => ({ from: 'bounce+1@mail.example', to: `ada${index}@example.org`, payload: raw(index) });
const opener =
  (make: (endpoint: string) => HttpAdapter): AdapterBench['open'] =>
  (url, timeouts = {}) =>
    httpProvider(make(url), 'bench', { width: 4, timeouts });
const now = new Date('2026-11-21T09:00:00Z');
const message: OutboundMessage = { tenant: 't', messageId: randomUUID(), ...mail(1) };
const asked = (adapter: HttpAdapter) => adapter.request(message, now);
const json = (body: Buffer | string) => JSON.parse(body.toString()) as unknown;

const ses = (endpoint?: string) =>
  sesAdapter({
    region: 'eu-west-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    configurationSet: 'events',
    ...(endpoint ? { endpoint } : {}),
  });
describe('Amazon SES v2', () => {
  const error = (status: number, type: string, text: string) => ({
    status,
    headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/` },
    body: { message: text },
  });
  keepsTheContract({
    open: opener(ses),
    message: mail,
    accepts: () => ({ status: 200, body: { MessageId: '0100018e-ses' } }),
    reference: '0100018e-ses',
    throttles: { ...error(429, 'TooManyRequestsException', 'Too many'), headers: { 'retry-after': '90' } },
    refusals: [
      {
        name: 'a rejected content',
        reply: error(400, 'MessageRejected', 'Email contains a virus'),
        kind: 'content',
        transient: false,
        code: 'MessageRejected',
      },
      {
        name: 'an identity that is not verified',
        reply: error(400, 'MessageRejected', 'Email address is not verified.'),
        kind: 'auth',
        transient: true,
      },
      {
        name: 'a paused account',
        reply: error(400, 'SendingPausedException', 'paused'),
        kind: 'auth',
        transient: true,
      },
      {
        name: 'a daily quota',
        reply: error(400, 'LimitExceededException', 'quota'),
        kind: 'throttle',
        transient: true,
      },
      {
        name: 'a wrong key',
        reply: error(403, 'UnrecognizedClientException', 'token invalid'),
        kind: 'auth',
        transient: true,
      },
    ],
  });
  it('sends the composed bytes as they are, signed, with our id as a tag', () => {
    const request = asked(ses());
    expect(request.url).toBe('https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails');
    expect(request.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261121\/eu-west-1\/ses\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
    );
    expect(json(request.body)).toEqual({
      Destination: { ToAddresses: ['ada1@example.org'] },
      Content: { Raw: { Data: raw(1).toString('base64') } },
      EmailTags: [{ Name: 'ao_message', Value: message.messageId }],
      ConfigurationSetName: 'events',
    });
  });
});

const sendgrid = (endpoint?: string) =>
  sendgridAdapter({ apiKey: 'SG.key', region: 'eu', ...(endpoint ? { endpoint } : {}) });
describe('SendGrid v3', () => {
  const error = (status: number, text: string, field: string | null = null) => ({
    status,
    body: { errors: [{ message: text, field, help: null }] },
  });
  keepsTheContract({
    open: opener(sendgrid),
    message: mail,
    accepts: () => ({ status: 202, headers: { 'x-message-id': 'sg-1' } }),
    reference: 'sg-1',
    statusIsEnough: true,
    throttles: {
      ...error(429, 'too many requests'),
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 90) },
    },
    refusals: [
      {
        name: 'a wrong field',
        reply: error(400, 'Does not contain a valid address.', 'personalizations.0.to.0.email'),
        kind: 'content',
        transient: false,
      },
      {
        name: 'a wrong key',
        reply: error(401, 'The provided authorization grant is invalid'),
        kind: 'auth',
        transient: true,
      },
      {
        name: 'a sender that is not verified',
        reply: error(403, 'The from address does not match a verified Sender Identity.', 'from'),
        kind: 'auth',
        transient: true,
      },
      { name: 'a message that is too large', reply: error(413, 'too large'), kind: 'content', transient: false },
    ],
  });
  it('puts the parts of the composed message in its words, and leaves tracking to us', () => {
    const request = asked(sendgrid());
    expect(request.url).toBe('https://api.eu.sendgrid.com/v3/mail/send');
    expect(json(request.body)).toMatchObject({
      personalizations: [
        { to: [{ email: 'ada1@example.org', name: 'Ada Müller' }], custom_args: { ao_message: message.messageId } },
      ],
      from: { email: 'office@alumni.example', name: 'Alumni "Office"' },
      reply_to: { email: 'reply+1@mail.example' },
      subject: 'Grüße, Ada',
      content: [
        { type: 'text/plain', value: 'Hällo Ada\n' },
        { type: 'text/html', value: '<p>Hällo Ada</p>\n' },
      ],
      headers: {
        'Message-ID': '<m.1@mail.example>',
        'List-Unsubscribe': '<https://t.example/t/u/1>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      tracking_settings: { click_tracking: { enable: false }, open_tracking: { enable: false } },
    });
  });
});

const mailgun = (endpoint?: string) =>
  mailgunAdapter({ apiKey: 'key', domain: 'mg.example', region: 'eu', ...(endpoint ? { endpoint } : {}) });
describe('Mailgun', () => {
  keepsTheContract({
    open: opener(mailgun),
    message: mail,
    accepts: () => ({ status: 200, body: { id: '<20261121.1@mg.example>', message: 'Queued. Thank you.' } }),
    reference: '20261121.1@mg.example',
    throttles: { status: 429, headers: { 'retry-after': '90' }, body: { message: 'Too many requests' } },
    refusals: [
      {
        name: 'an address that is none',
        reply: { status: 400, body: { message: "'to' parameter is not a valid address. please check documentation" } },
        kind: 'mailbox',
        transient: false,
      },
      { name: 'a wrong key', reply: { status: 401, body: 'Forbidden' }, kind: 'auth', transient: true },
      {
        name: 'an unknown domain',
        reply: { status: 404, body: { message: 'Domain not found: mg.example' } },
        kind: 'auth',
        transient: true,
      },
      {
        name: 'an unpaid bill',
        reply: { status: 402, body: { message: 'Payment required' } },
        kind: 'policy',
        transient: true,
      },
    ],
  });
  it('sends the composed bytes as a file of a form, with our id as a variable', () => {
    const request = asked(mailgun());
    const body = request.body.toString();
    expect(request.url).toBe('https://api.eu.mailgun.net/v3/mg.example/messages.mime');
    expect(request.headers['authorization']).toBe(`Basic ${Buffer.from('api:key').toString('base64')}`);
    expect(body).toContain(`name="to"\r\n\r\nada1@example.org\r\n`);
    expect(body).toContain(`name="v:ao_message"\r\n\r\n${message.messageId}\r\n`);
    expect(body).toContain(`Content-Type: message/rfc822\r\n\r\n${raw(1).toString()}\r\n--ao-`);
  });
});

const postmark = (endpoint?: string) =>
  postmarkAdapter({ serverToken: 'token', stream: 'broadcast', ...(endpoint ? { endpoint } : {}) });
describe('Postmark', () => {
  const error = (status: number, code: number, text: string) => ({ status, body: { ErrorCode: code, Message: text } });
  keepsTheContract({
    open: opener(postmark),
    message: mail,
    accepts: () => ({
      status: 200,
      body: {
        To: 'ada@example.org',
        SubmittedAt: '2026-11-21T09:00:00Z',
        MessageID: 'pm-1',
        ErrorCode: 0,
        Message: 'OK',
      },
    }),
    reference: 'pm-1',
    throttles: { ...error(429, 429, 'Rate limit exceeded'), headers: { 'retry-after': '90' } },
    refusals: [
      {
        name: 'an inactive recipient',
        reply: error(422, 406, 'You tried to send to recipient(s) that have been marked as inactive.'),
        kind: 'mailbox',
        transient: false,
        code: '406',
      },
      { name: 'an invalid request', reply: error(422, 300, "Invalid 'To' address"), kind: 'content', transient: false },
      {
        name: 'a sender that is not confirmed',
        reply: error(422, 400, 'The sender signature was not found'),
        kind: 'auth',
        transient: true,
      },
      {
        name: 'a wrong token',
        reply: error(401, 10, 'No Account or Server API tokens were supplied'),
        kind: 'auth',
        transient: true,
      },
    ],
  });
  it('keeps our Message-ID, and our id as metadata', () => {
    const body = json(asked(postmark()).body);
    expect(body).toMatchObject({
      From: '"Alumni \\"Office\\"" <office@alumni.example>',
      To: '"Ada Müller" <ada1@example.org>',
      ReplyTo: 'reply+1@mail.example',
      Metadata: { ao_message: message.messageId },
      MessageStream: 'broadcast',
      TrackOpens: false,
      TrackLinks: 'None',
    });
    expect((body as { Headers: unknown[] }).Headers).toContainEqual({ Name: 'X-PM-KeepID', Value: 'true' });
    expect((body as { Headers: unknown[] }).Headers).toContainEqual({
      Name: 'Message-ID',
      Value: '<m.1@mail.example>',
    });
  });
});

it('a key that no header can carry is told as a wrong key, and the message waits', async () => {
  const provider = httpProvider(sendgridAdapter({ region: 'global', apiKey: 'SG.“x”' }), 'bench');
  const { outcomes, begun } = await handOverAll(provider, [message]);
  expect(outcomes[0]).toMatchObject({ state: 'refused', kind: 'auth', transient: true });
  expect(begun).toEqual([]);
  await provider.close();
});

describe('a webhook of one’s own', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  keepsTheContract({
    open: opener((url) => webhookAdapter({ url, secret })),
    message: (i) => ({ from: '', to: `https://crm.example/${i}`, payload: '{"a":1}' }),
    accepts: () => ({ status: 200, body: { id: 'theirs-1' } }),
    reference: 'theirs-1',
    statusIsEnough: true,
    recognisesRepeats: true,
    throttles: { status: 429, headers: { 'retry-after': '90' } },
    refusals: [
      { name: 'a wrong request', reply: { status: 422, body: 'no' }, kind: 'other', transient: false },
      { name: 'who is gone', reply: { status: 410 }, kind: 'mailbox', transient: false },
      { name: 'a wrong signature', reply: { status: 401 }, kind: 'auth', transient: true },
      { name: 'another address', reply: { status: 308 }, kind: 'auth', transient: true },
    ],
  });
  it.each([302, 303])('that answers %d may have taken the message: that is in doubt', async (status) => {
    await using server = await scriptedHttp(() => ({ status, headers: { location: '/thanks' } }));
    const provider = opener((url) => webhookAdapter({ url, secret }))(server.url);
    const { outcomes } = await handOverAll(provider, [message]);
    expect(outcomes[0]).toMatchObject({ state: 'unknown', reason: expect.stringContaining('2xx') });
    expect(server.requests).toHaveLength(1);
    await provider.close();
  });
  it('is signed as Standard Webhooks says', () => {
    const at = new Date(1_614_265_330_000);
    expect(webhookHeaders(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', at)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});
