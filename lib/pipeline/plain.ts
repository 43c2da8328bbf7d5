import { config } from '@/lib/platform/config';
import { mailTokens } from '@/lib/tracking';
import { composeMessage } from './mime/compose';

/** One message of plain text to one person, whose answer finds its way back. */
interface Plain {
  tenant: string;
  message: { id: string; address: string };
  /** Of the recipient; left out where it is the address itself. */
  name: string;
  from: { name: string; address: string };
  subject: string;
  text: string;
  now: Date;
  headers?: Readonly<Record<string, string>>;
  inReplyTo?: string;
  references?: readonly string[];
}

/** The bytes of a message that is made for one person alone: an answer, a question. */
export function composePlain({ tenant, message, name, from, subject, text, now, headers, ...thread }: Plain): Buffer {
  const { mailDomain } = config();
  const whole = (words: string) => ({ chunks: ['', ''], slots: [() => words] });
  const composer = composeMessage<null>(
    { subject: whole(subject), html: null, text: whole(text) },
    { from, messageIdDomain: mailDomain, ...(headers ? { headers } : {}) },
  );
  return composer.render({
    ...{ messageId: message.id, date: now, scope: null },
    to: { name: name === message.address ? '' : name, address: message.address },
    replyTo: `${mailTokens().localPart('reply', tenant, message.id)}@${mailDomain}`,
    ...thread,
  });
}
