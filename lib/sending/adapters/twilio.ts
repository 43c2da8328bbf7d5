import { jsonOf, isSuccess, refused, textAt, unreadable } from '../http/answers';
import type { HttpAdapter } from '../http/adapter';
import type { RefusalKind } from '../provider';

export interface TwilioOptions {
  accountSid: string;
  authToken: string;
  /** A number in E.164, a sender name, or the sid of a messaging service (MG…). */
  from: string;
  /** Where Twilio tells what became of a message; our id is added to it. */
  callback?: ((messageId: string) => string) | undefined;
  endpoint?: string;
}

const kinds: Record<string, [RefusalKind, boolean]> = {
  20003: ['auth', true],
  20404: ['auth', true],
  20429: ['throttle', true],
  14107: ['throttle', true],
  21211: ['mailbox', false],
  21217: ['mailbox', false],
  21265: ['mailbox', false],
  21614: ['mailbox', false],
  21635: ['mailbox', false],
  21610: ['policy', false],
  21408: ['policy', false],
  21617: ['content', false],
  21602: ['content', false],
  21606: ['auth', true],
  21659: ['auth', true],
  21611: ['throttle', true],
  30001: ['throttle', true],
  30002: ['auth', true],
  63038: ['throttle', true],
};

/** Twilio's Messages API. */
export function twilioAdapter({ accountSid, authToken, from, callback, endpoint }: TwilioOptions): HttpAdapter {
  return {
    channel: 'sms',
    request({ messageId, to, payload }) {
      const form = new URLSearchParams({
        To: to,
        [/^MG[0-9a-f]{32}$/i.test(from) ? 'MessagingServiceSid' : 'From']: from,
        Body: payload.toString(),
        ...(callback ? { StatusCallback: callback(messageId) } : {}),
      });
      return {
        url: `${endpoint ?? 'https://api.twilio.com'}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
        headers: {
          authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: form.toString(),
      };
    },
    read(answer, now) {
      const json = jsonOf(answer);
      const reference = textAt(json, 'sid');
      if (isSuccess(answer))
        return reference
          ? { state: 'accepted', response: `${answer.status} ${textAt(json, 'status') ?? 'queued'}`, reference }
          : unreadable(answer);
      const code = textAt(json, 'code');
      const known = code ? kinds[code] : undefined;
      return refused(
        answer,
        now,
        { text: textAt(json, 'message'), code },
        known && { kind: known[0], transient: known[1] },
      );
    },
  };
}
