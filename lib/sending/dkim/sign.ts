import { hash, sign, type KeyObject } from 'node:crypto';
import type { DkimAlgorithm } from '../vocabulary';

export interface DkimKey {
  domain: string;
  selector: string;
  algorithm: DkimAlgorithm;
  key: KeyObject;
}

/** Signed where a message has them. Both unsubscribe headers must be, or one-click does not count (RFC 8058). */
const signedNames = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'in-reply-to',
  'references',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];

interface Header {
  name: string;
  line: string;
}

/** The last header of each name. */
function headersOf(head: string): Map<string, Header> {
  const headers = new Map<string, Header>();
  for (const line of head.split(/\r\n(?![ \t])/)) {
    const name = line.slice(0, line.indexOf(':')).trim().toLowerCase();
    headers.set(name, { name, line });
  }
  return headers;
}

/** RFC 6376 3.4.2: unfolded, runs of white space as one space, none at the ends. */
function relaxedHeader({ name, line }: Header): string {
  const value = line.slice(line.indexOf(':') + 1);
  // Most lines are in this form but for the blank after the colon.
  const one = /\r\n|\t| {2}/.test(value) ? value.replace(/\r\n/g, '').replace(/[ \t]+/g, ' ') : value;
  return `${name}:${one.trim()}`;
}

/** RFC 6376 3.4.4. */
function relaxedBody(body: string): string {
  const spaced = body
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n)/g, '')
    .replace(/ $/, '');
  const whole = spaced.replace(/(?:\r\n)+$/, '');
  return whole === '' ? '' : `${whole}\r\n`;
}

// Most bodies are in this form as they are; searching bytes costs a tenth of making a text of them.
const isRelaxed = (body: Buffer): boolean =>
  body.length > 2 &&
  body.at(-3) !== 10 &&
  body.at(-2) === 13 &&
  body.at(-1) === 10 &&
  !body.includes('  ') &&
  !body.includes(' \r\n') &&
  !body.includes(9);

const bodyHashOf = (body: Buffer): string =>
  hash('sha256', isRelaxed(body) ? body : Buffer.from(relaxedBody(body.toString('latin1')), 'latin1'), 'base64');

// Of a mailing all messages begin with the same line: it is read once for all of them.
let lastLine = Buffer.alloc(0);
let lastAddress: string | null = null;

/** The address in From, in small letters; null when it cannot be read. */
export function fromAddress(raw: Buffer): string | null {
  const { length } = lastLine;
  if (length > 0 && raw.length > length && lastLine.equals(raw.subarray(0, length))) return lastAddress;
  const head = raw.subarray(0, 2000).toString('latin1');
  const from = /^From:((?:.|\r\n[ \t])*)/im.exec(head);
  const value = from?.[1];
  if (from === null || value === undefined) return null;
  const address = /([^\s<>@,;:"]+@[A-Za-z0-9.-]+)>?\s*$/.exec(value)?.[1]?.toLowerCase() ?? null;
  // With the end of the line and what follows it, which tells that the line is not folded.
  const end = from[0].length + 3;
  if (from.index === 0 && raw.length >= end && head.startsWith('\r\n', end - 3)) {
    lastLine = Buffer.from(raw.subarray(0, end));
    lastAddress = address;
  }
  return address;
}

/** The domain of that address. */
export const fromDomain = (raw: Buffer): string | null => fromAddress(raw)?.split('@').at(-1) ?? null;

// RSA would hold the event loop for a quarter of a millisecond and goes to the thread pool; handing a job over costs the loop
// 35 µs, more than ed25519 takes at once (26).
function signature(data: string, { algorithm, key }: DkimKey): string | Promise<string> {
  const bytes = Buffer.from(data, 'latin1');
  // RFC 8463: ed25519 signs the hash.
  if (algorithm === 'ed25519') return sign(null, hash('sha256', bytes, 'buffer'), key).toString('base64');
  return new Promise((resolve, reject) => {
    sign('sha256', bytes, key, (error, made) => (error ? reject(error) : resolve(made.toString('base64'))));
  });
}

/** A composed message (CRLF lines) with a DKIM-Signature before it for each key; relaxed/relaxed. */
export async function signMail(raw: Buffer, keys: readonly DkimKey[], now: Date): Promise<Buffer> {
  const end = raw.indexOf('\r\n\r\n');
  const headers = headersOf(raw.toString('latin1', 0, end));
  const bodyHash = bodyHashOf(raw.subarray(end + 4));
  const present = signedNames.flatMap((name) => headers.get(name) ?? []);
  // From is named once more than it is there: a second one added on the way breaks the signature.
  const names = [...present.map(({ name }) => name), 'from'].join(':');
  const canonical = present.map(relaxedHeader).join('\r\n');
  const second = Math.floor(now.getTime() / 1000);
  const lines = await Promise.all(
    keys.map(async (key) => {
      const tags = `v=1; a=${key.algorithm}-sha256; c=relaxed/relaxed; d=${key.domain}; s=${key.selector};\r\n t=${second}; h=${names};\r\n bh=${bodyHash};\r\n b=`;
      const own = relaxedHeader({ name: 'dkim-signature', line: `DKIM-Signature: ${tags}` });
      const made = await signature(`${canonical}\r\n${own}`, key);
      return `DKIM-Signature: ${tags}${made.replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`;
    }),
  );
  return Buffer.concat([Buffer.from(lines.join(''), 'latin1'), raw]);
}
