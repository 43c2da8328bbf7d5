import { DomainError } from '@/lib/platform/errors';
import type { OutboundMessage } from '../provider';

/** A message of our own composer, taken apart again for providers that want its parts instead of its bytes. */
export interface MailParts {
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  replyTo: string | null;
  text: string;
  html: string | null;
  /** What a provider does not make itself: Message-ID, List-Unsubscribe and the like, in order. */
  headers: { name: string; value: string }[];
}

const ownHeaders = new Set([
  'from',
  'to',
  'subject',
  'date',
  'reply-to',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
]);

const notOurs = (what: string): DomainError =>
  new DomainError({ code: 'invalid', message: `The message could not be taken apart for this provider: ${what}.` });

/** The bytes of a composed message. */
export const rawOf = ({ payload }: OutboundMessage): Buffer =>
  typeof payload === 'string' ? Buffer.from(payload) : payload;

/** Reads what `lib/pipeline/mime/compose.ts` writes: folded headers, words in base64, quoted-printable text and HTML. */
export function partsOf(message: OutboundMessage): MailParts {
  const all = rawOf(message).toString('utf8');
  const { headers, body } = split(all);
  const one = (name: string): string | undefined => headers.find((h) => h.name.toLowerCase() === name)?.value;
  const type = one('content-type') ?? '';
  const boundary = /^multipart\/alternative; boundary="([^"]{1,70})"$/.exec(type)?.[1];
  const parts = boundary ? partsBetween(body, boundary) : [{ type, body }];
  const bodyOf = (mime: string) => {
    const part = parts.find((p) => p.type.startsWith(mime));
    return part ? quotedPrintable(part.body) : null;
  };
  const text = bodyOf('text/plain');
  if (text === null) throw notOurs('it has no plain text');
  return {
    from: mailbox(one('from') ?? ''),
    to: mailbox(one('to') ?? ''),
    subject: words(one('subject') ?? ''),
    replyTo: one('reply-to') ?? null,
    text,
    html: bodyOf('text/html'),
    headers: headers.filter(({ name }) => !ownHeaders.has(name.toLowerCase())),
  };
}

function split(all: string): { headers: { name: string; value: string }[]; body: string } {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) throw notOurs('its headers do not end');
  const lines = all
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    if (colon < 1) throw notOurs('a header has no name');
    return { name: line.slice(0, colon), value: line.slice(colon + 2) };
  });
  return { headers, body: all.slice(end + 4) };
}

function partsBetween(body: string, boundary: string): { type: string; body: string }[] {
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return pieces.map((piece) => {
    const { headers, body: inner } = split(piece.slice(2));
    return { type: headers.find(({ name }) => name === 'Content-Type')?.value ?? '', body: inner };
  });
}

// Words next to each other are one text; the space between them is not part of it.
const words = (value: string): string =>
  value
    .replace(/(\?=) +(?==\?UTF-8\?B\?)/gi, '$1')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, encoded: string) => Buffer.from(encoded, 'base64').toString('utf8'));

function mailbox(value: string): { name: string; address: string } {
  const angled = /^(.*?) ?<([^<>]+)>$/s.exec(value);
  if (!angled) return { name: '', address: value };
  const name = angled[1] ?? '';
  const plain = /^".*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/g, '$1') : words(name);
  return { name: plain, address: angled[2] ?? '' };
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}
