import type { HttpAdapter } from '../http/adapter';
import { isSuccess, jsonOf, refused, textAt, unreadable } from '../http/answers';
import { partsOf } from '../http/mail';
import type { RefusalKind } from '../provider';

export interface PostmarkOptions {
  serverToken: string;
  /** `outbound` for transactional mail, `broadcast` or one's own for campaigns. */
  stream: string;
  endpoint?: string;
}

const kinds: Record<string, [RefusalKind, boolean]> = {
  10: ['auth', true],
  100: ['other', true],
  300: ['content', false],
  400: ['auth', true],
  401: ['auth', true],
  402: ['content', false],
  403: ['content', false],
  405: ['policy', true],
  406: ['mailbox', false],
  412: ['auth', true],
  413: ['auth', true],
  429: ['throttle', true],
  1235: ['auth', true],
};

const mailbox = ({ name, address }: { name: string; address: string }): string =>
  name ? `"${name.replace(/["\\]/g, (c) => `\\${c}`)}" <${address}>` : address;

/** Postmark takes parts, not bytes; it keeps our Message-ID when told so, and our id as metadata. */
export function postmarkAdapter({ serverToken, stream, endpoint }: PostmarkOptions): HttpAdapter {
  return {
    channel: 'email',
    request(message) {
      const mail = partsOf(message);
      return {
        url: `${endpoint ?? 'https://api.postmarkapp.com'}/email`,
        headers: {
          'x-postmark-server-token': serverToken,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          From: mailbox(mail.from),
          To: mailbox({ name: mail.to.name, address: message.to }),
          Subject: mail.subject,
          TextBody: mail.text,
          ...(mail.html === null ? {} : { HtmlBody: mail.html }),
          ...(mail.replyTo ? { ReplyTo: mail.replyTo } : {}),
          Headers: [
            ...mail.headers.map(({ name, value }) => ({ Name: name, Value: value })),
            { Name: 'X-PM-KeepID', Value: 'true' },
          ],
          Metadata: { ao_message: message.messageId },
          MessageStream: stream,
          TrackOpens: false,
          TrackLinks: 'None',
        }),
      };
    },
    read(answer, now) {
      const json = jsonOf(answer);
      const code = textAt(json, 'ErrorCode');
      const text = textAt(json, 'Message');
      const reference = textAt(json, 'MessageID');
      if (isSuccess(answer) && code === '0' && reference)
        return { state: 'accepted', response: `200 ${text ?? 'OK'}`, reference };
      const known = code ? kinds[code] : undefined;
      if (isSuccess(answer) && (code === undefined || code === '0')) return unreadable(answer);
      return refused(answer, now, { text, code }, known && { kind: known[0], transient: known[1] });
    },
  };
}
