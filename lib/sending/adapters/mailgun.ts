import type { HttpAdapter } from '../http/adapter';
import { isSuccess, jsonOf, refused, textAt, unreadable } from '../http/answers';
import { rawOf } from '../http/mail';

export interface MailgunOptions {
  apiKey: string;
  domain: string;
  region: 'us' | 'eu';
  endpoint?: string;
}

const hosts = { us: 'https://api.mailgun.net', eu: 'https://api.eu.mailgun.net' };

/** Mailgun's messages.mime: the composed bytes as they are; our message id travels as a variable. */
export function mailgunAdapter({ apiKey, domain, region, endpoint }: MailgunOptions): HttpAdapter {
  return {
    channel: 'email',
    request(message) {
      // Our id is random enough that no message holds the boundary, and it is the same for the same message.
      const boundary = `ao-${message.messageId}`;
      const field = (name: string, value: string) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
      const fields =
        field('to', message.to.replace(/[\r\n]/g, ' ')) +
        field('v:ao_message', message.messageId) +
        field('o:tracking', 'no') +
        `--${boundary}\r\nContent-Disposition: form-data; name="message"; filename="message.eml"\r\nContent-Type: message/rfc822\r\n\r\n`;
      return {
        url: `${endpoint ?? hosts[region]}/v3/${encodeURIComponent(domain)}/messages.mime`,
        headers: {
          authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        body: Buffer.concat([Buffer.from(fields), rawOf(message), Buffer.from(`\r\n--${boundary}--\r\n`)]),
      };
    },
    read(answer, now) {
      const json = jsonOf(answer);
      const id = textAt(json, 'id');
      const text = textAt(json, 'message');
      if (isSuccess(answer))
        return id
          ? { state: 'accepted', response: `200 ${text ?? 'queued'}`, reference: id.replace(/^<|>$/g, '') }
          : unreadable(answer);
      if (answer.status === 400)
        return refused(
          answer,
          now,
          { text },
          { kind: text?.includes('not a valid address') ? 'mailbox' : 'content', transient: false },
        );
      return refused(answer, now, { text });
    },
  };
}
