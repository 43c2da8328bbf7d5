import type { HttpAdapter, HttpAnswer } from '../http/adapter';
import { isSuccess, jsonOf, refused, textAt } from '../http/answers';
import { partsOf } from '../http/mail';

export interface SendgridOptions {
  apiKey: string;
  region: 'global' | 'eu';
  endpoint?: string;
}

const hosts = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' };
const off = { enable: false };

/** SendGrid v3 takes no raw message: the parts go, with our own headers; its tracking stays off, ours is in the links. */
export function sendgridAdapter({ apiKey, region, endpoint }: SendgridOptions): HttpAdapter {
  return {
    channel: 'email',
    request(message) {
      const mail = partsOf(message);
      const named = ({ name, address }: { name: string; address: string }) => ({
        email: address,
        ...(name ? { name } : {}),
      });
      const body = JSON.stringify({
        personalizations: [
          { to: [{ ...named(mail.to), email: message.to }], custom_args: { ao_message: message.messageId } },
        ],
        from: named(mail.from),
        ...(mail.replyTo ? { reply_to: { email: mail.replyTo } } : {}),
        subject: mail.subject,
        content: [
          { type: 'text/plain', value: mail.text },
          ...(mail.html === null ? [] : [{ type: 'text/html', value: mail.html }]),
        ],
        headers: Object.fromEntries(mail.headers.map(({ name, value }) => [name, value])),
        tracking_settings: {
          click_tracking: { ...off, enable_text: false },
          open_tracking: off,
          subscription_tracking: off,
        },
      });
      return {
        url: `${endpoint ?? hosts[region]}/v3/mail/send`,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body,
      };
    },
    read(answer, now) {
      const id = answer.headers['x-message-id'];
      if (isSuccess(answer))
        return {
          state: 'accepted',
          response: `${answer.status} accepted`,
          ...(typeof id === 'string' ? { reference: id } : {}),
        };
      const json = jsonOf(answer);
      const field = textAt(json, 'errors', 0, 'field');
      const text = textAt(json, 'errors', 0, 'message');
      const words = { text: text && field ? `${text} (${field})` : text };
      const known = answer.status === 400 ? { kind: 'content' as const, transient: false } : undefined;
      const outcome = refused(answer, now, words, known);
      const reset = waitUntilReset(answer, now);
      return outcome.state === 'refused' && outcome.kind === 'throttle' && reset !== undefined
        ? { retryAfterSeconds: reset, ...outcome }
        : outcome;
    },
  };
}

/** X-RateLimit-Reset is the second at which requests are taken again. */
function waitUntilReset({ headers }: HttpAnswer, now: Date): number | undefined {
  const at = Number(headers['x-ratelimit-reset']);
  const seconds = Math.ceil(at - now.getTime() / 1000);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) : undefined;
}
