import { createHash } from 'node:crypto';
import type { ParsedMail } from 'mailparser';

const maxText = 200_000;
const maxAttachments = 50;
const maxId = 900;
const maxReferences = 50;

// PostgreSQL keeps every character but this one.
const withoutNul = (text: string): string => text.replaceAll('\0', '');
const line = (text: string, max: number): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, max);
const bareId = (id: string): string =>
  withoutNul(id)
    .replace(/[\s<>]/g, '')
    .slice(0, maxId);

/** What an incoming mail says, in a form that can be kept and shown. */
export interface MailContent {
  externalId: string;
  inReplyTo: string | null;
  references: string[];
  subject: string;
  body: string;
  quoted: string | null;
  attachments: { name: string; type: string; bytes: number }[];
  fromName: string | null;
  fromAddress: string | null;
}

/** Message-ID without brackets; a mail without one is known by its bytes. */
export function externalIdOf(mail: ParsedMail, raw: Buffer): string {
  return bareId(mail.messageId ?? '') || `sha256.${createHash('sha256').update(raw).digest('hex')}`;
}

/** Cuts a mail into what was written (`visible`) and what was quoted, as plain text; HTML is kept as its text only. */
export function mailContent(mail: ParsedMail, raw: Buffer, visible: string): MailContent {
  const body = withoutNul(visible).slice(0, maxText);
  const whole = withoutNul(mail.text ?? '')
    .replace(/\r\n?/g, '\n')
    .trim()
    .slice(0, maxText);
  const rest = whole.startsWith(body) ? whole.slice(body.length).trim() : whole;
  const references = typeof mail.references === 'string' ? [mail.references] : (mail.references ?? []);
  const sender = mail.from?.value[0];
  return {
    externalId: externalIdOf(mail, raw),
    inReplyTo: bareId(mail.inReplyTo ?? '') || null,
    references: references
      .slice(-maxReferences)
      .map(bareId)
      .filter((id) => id !== ''),
    subject: line(mail.subject ?? '', 300) || '(no subject)',
    body,
    quoted: rest === '' ? null : rest,
    attachments: mail.attachments.slice(0, maxAttachments).map((part) => ({
      name: line(part.filename ?? '', 200) || 'unnamed',
      type: line(part.contentType, 100),
      bytes: part.size,
    })),
    fromName: line(sender?.name ?? '', 200) || null,
    fromAddress: line(sender?.address ?? '', 320).toLowerCase() || null,
  };
}
