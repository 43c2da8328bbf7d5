import { createECDH, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keepsTheContract, type AdapterBench } from '../contract';
import type { HttpAdapter } from '../http/adapter';
import { httpProvider } from '../http/provider';
import { makeVapidKeys, pushAdapter } from './push';
import { twilioAdapter } from './twilio';
import { whatsappAdapter } from './whatsapp';

const now = new Date('2026-11-21T09:00:00Z');
const messageId = randomUUID();
const opener =
  (make: (endpoint: string) => HttpAdapter): AdapterBench['open'] =>
  (url, timeouts = {}) =>
    httpProvider(make(url), 'bench', { width: 4, timeouts });
const asked = (adapter: HttpAdapter, message: { to: string; payload: string }) =>
  adapter.request({ tenant: 't', messageId, from: '', ...message }, now);

const twilio = (endpoint?: string) =>
  twilioAdapter({
    accountSid: 'AC1',
    authToken: 'token',
    from: '+15005550006',
    callback: (id) => `https://ao.example/hooks?m=${id}`,
    ...(endpoint ? { endpoint } : {}),
  });
describe('Twilio SMS', () => {
  const error = (status: number, code: number, message: string) => ({
    status,
    body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  });
  keepsTheContract({
    open: opener(twilio),
    message: () => ({ from: '', to: '+447700900123', payload: 'Hello' }),
    accepts: () => ({ status: 201, body: { sid: 'SM1', status: 'queued', error_code: null } }),
    reference: 'SM1',
    throttles: { ...error(429, 20429, 'Too Many Requests'), headers: { 'retry-after': '90' } },
    refusals: [
      {
        name: 'a number that is none',
        reply: error(400, 21211, "Invalid 'To' Phone Number"),
        kind: 'mailbox',
        transient: false,
        code: '21211',
      },
      {
        name: 'who said STOP',
        reply: error(400, 21610, 'Attempt to send to unsubscribed recipient'),
        kind: 'policy',
        transient: false,
      },
      {
        name: 'a country that is not allowed',
        reply: error(400, 21408, 'Permission to send an SMS has not been enabled'),
        kind: 'policy',
        transient: false,
      },
      {
        name: 'a full queue',
        reply: error(400, 21611, 'This From number has exceeded the maximum number of queued messages'),
        kind: 'throttle',
        transient: true,
      },
      { name: 'a wrong token', reply: error(401, 20003, 'Authenticate'), kind: 'auth', transient: true },
    ],
  });
  it('asks for the text to the number, and to be told what became of it under our id', () => {
    const request = asked(twilio(), { to: '+447700900123', payload: 'Grüße & more' });
    expect(request.url).toBe('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json');
    expect(Object.fromEntries(new URLSearchParams(request.body.toString()))).toEqual({
      To: '+447700900123',
      From: '+15005550006',
      Body: 'Grüße & more',
      StatusCallback: `https://ao.example/hooks?m=${messageId}`,
    });
  });
});

const whatsapp = (endpoint?: string) =>
  whatsappAdapter({ phoneNumberId: '106', accessToken: 'EAA', ...(endpoint ? { endpoint } : {}) });
describe('WhatsApp Cloud API', () => {
  const error = (status: number, code: number, message: string) => ({
    status,
    body: { error: { message, type: 'OAuthException', code, fbtrace_id: 'x', error_data: { details: 'more' } } },
  });
  keepsTheContract({
    open: opener(whatsapp),
    message: () => ({ from: '', to: '+447700900123', payload: 'Hello' }),
    accepts: () => ({
      status: 200,
      body: { messaging_product: 'whatsapp', contacts: [], messages: [{ id: 'wamid.1' }] },
    }),
    reference: 'wamid.1',
    throttles: { ...error(429, 130429, '(#130429) Rate limit hit'), headers: { 'retry-after': '90' } },
    refusals: [
      {
        name: 'who has no WhatsApp',
        reply: error(400, 131026, 'Message undeliverable'),
        kind: 'mailbox',
        transient: false,
      },
      {
        name: 'a conversation that is closed',
        reply: error(400, 131047, 'Re-engagement message'),
        kind: 'policy',
        transient: false,
        code: '131047',
      },
      { name: 'a pair rate', reply: error(400, 131056, 'Pair rate limit hit'), kind: 'throttle', transient: true },
      {
        name: 'a template that is none',
        reply: error(404, 132001, 'Template name does not exist'),
        kind: 'content',
        transient: false,
      },
      { name: 'an old token', reply: error(401, 190, 'Access token has expired'), kind: 'auth', transient: true },
    ],
  });
  it('sends text, or an approved template with its parameters', () => {
    const bodyOf = (payload: string) =>
      JSON.parse(asked(whatsapp(), { to: '+447700900123', payload }).body.toString()) as unknown;
    expect(bodyOf('Hello')).toMatchObject({
      to: '447700900123',
      type: 'text',
      text: { body: 'Hello' },
      biz_opaque_callback_data: messageId,
    });
    expect(bodyOf('{"template":{"name":"renewal","language":"en_GB","parameters":["Ada"]}}')).toMatchObject({
      type: 'template',
      template: {
        name: 'renewal',
        language: { code: 'en_GB' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }],
      },
    });
    expect(() => bodyOf('{"template":{"name":1}}')).toThrow(/needs a name/);
  });
});

const vapid = { ...makeVapidKeys(), subject: 'mailto:office@alumni.example' };
const browser = createECDH('prime256v1');
const subscription = {
  endpoint: 'https://push.example/send/abc',
  keys: { p256dh: browser.generateKeys().toString('base64url'), auth: randomBytes(16).toString('base64url') },
};
const push = (endpoint?: string) => pushAdapter({ ...vapid, ...(endpoint ? { endpoint } : {}) });
describe('web push', () => {
  keepsTheContract({
    open: opener(push),
    message: () => ({ from: '', to: JSON.stringify(subscription), payload: '{"title":"Hello"}' }),
    accepts: () => ({ status: 201, headers: { location: 'https://push.example/m/1' } }),
    reference: 'https://push.example/m/1',
    statusIsEnough: true,
    throttles: { status: 429, headers: { 'retry-after': '90' } },
    refusals: [
      { name: 'who took the right back', reply: { status: 410 }, kind: 'mailbox', transient: false },
      { name: 'a wrong key', reply: { status: 403 }, kind: 'auth', transient: true },
      { name: 'a message that is too large', reply: { status: 413 }, kind: 'content', transient: false },
    ],
  });
  it('encrypts for the browser and refuses what is no subscription, or leads inside', () => {
    const request = asked(push(), { to: JSON.stringify(subscription), payload: 'secret words' });
    expect(request.url).toBe(subscription.endpoint);
    expect(request.headers).toMatchObject({
      'Content-Encoding': 'aes128gcm',
      Authorization: expect.stringMatching(/^vapid t=.+, k=/),
    });
    expect(request.body.toString('latin1')).not.toContain('secret words');
    const refuse = (to: string) => expect(() => asked(push(), { to, payload: 'x' }), to);
    refuse('+44').toThrow(/push subscription/);
    refuse(JSON.stringify({ ...subscription, endpoint: 'https://127.0.0.1/x' })).toThrow(/private network/);
    expect(() => asked(push(), { to: JSON.stringify(subscription), payload: 'x'.repeat(3994) })).toThrow(/3993 bytes/);
  });
});
