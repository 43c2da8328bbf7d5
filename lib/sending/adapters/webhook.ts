import { createHmac } from 'node:crypto';
import type { HttpAdapter } from '../http/adapter';
import { isSuccess, jsonOf, refused, textAt } from '../http/answers';

export interface WebhookOptions {
  url: string;
  /** `whsec_…`, base64 behind it (Standard Webhooks). */
  secret: string;
}

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/** The three headers of a signed webhook: HMAC-SHA256 over id, second and body. */
export function webhookHeaders(secret: string, id: string, body: string, now: Date): Record<string, string> {
  const second = Math.floor(now.getTime() / 1000);
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${second}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(second), 'webhook-signature': `v1,${signature}` };
}

/** What a template wrote is JSON and stays it; anything else is text. */
function bodyOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

/** POSTs messages as JSON to an address of the organisation's own, signed; any 2xx takes the message. */
export function webhookAdapter({ url, secret }: WebhookOptions): HttpAdapter {
  return {
    channel: 'webhook',
    request({ messageId, to, payload }, now) {
      const body = JSON.stringify({
        type: 'message.send',
        timestamp: now.toISOString(),
        data: { id: messageId, to, body: bodyOf(payload.toString()) },
      });
      return {
        url,
        headers: { 'content-type': 'application/json', ...webhookHeaders(secret, messageId, body, now) },
        body,
      };
    },
    read(answer, now) {
      const reference = textAt(jsonOf(answer), 'id')?.slice(0, 200);
      if (isSuccess(answer))
        return { state: 'accepted', response: `${answer.status} taken`, ...(reference ? { reference } : {}) };
      // What answers a form so may have taken the message before it sent us on.
      if (answer.status === 302 || answer.status === 303)
        return {
          state: 'unknown',
          heard: 'answer',
          reason: `${answer.status}: a redirect, which is not followed. Answer 2xx where the message is taken, 307 or 308 where it is not.`,
        };
      if (answer.status === 410) return refused(answer, now, {}, { kind: 'mailbox', transient: false });
      // Its id lets them recognise a message that comes again, as Standard Webhooks asks: a failure of theirs leaves nothing in doubt.
      return refused(answer, now, {}, answer.status === 500 ? { kind: 'other', transient: true } : undefined);
    },
  };
}
