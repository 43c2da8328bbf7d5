import { domainToASCII } from 'node:url';
import { DomainError } from '@/lib/platform/errors';

/** A person or list with an address; the name may be any text. */
export interface Mailbox {
  address: string;
  name?: string | null;
}

const lineLimit = 76;
// 39 bytes become 52 characters of base64: with its frame and the longest header name still one line.
const wordBytes = 39;

/** Text without line breaks and control characters, which could end a header. */
export function headerText(text: string): string {
  if (isPlain(text)) return text;
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim() : text.trim();
}

/** Words of printable ASCII with a blank between them: nothing that `headerText` would change. */
const isPlain = (text: string): boolean => /^[!-~]+(?: [!-~]+)*$/.test(text);

/** Value of an unstructured header (Subject), folded, as RFC 2047 encoded words where it is not plain ASCII. */
export function encodeText(value: string, nameLength: number): string {
  const text = headerText(value);
  if (!isPlain(text) || text.includes('=?')) return encodeWords(text);
  if (text.length + nameLength <= lineLimit) return text;
  return fold(text.split(' '), nameLength) ?? encodeWords(text);
}

function fold(words: string[], nameLength: number): string | null {
  let out = '';
  let column = nameLength;
  for (const [index, word] of words.entries()) {
    if (word.length > 500) return null;
    const wrap = index > 0 && column + word.length + 1 > lineLimit;
    out += index === 0 ? word : wrap ? `\r\n ${word}` : ` ${word}`;
    column = wrap ? word.length + 1 : column + word.length + 1;
  }
  return out;
}

function encodeWords(text: string): string {
  const words: string[] = [];
  let bytes = 0;
  let run = '';
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > wordBytes) {
      words.push(run);
      run = '';
      bytes = 0;
    }
    run += character;
    bytes += size;
  }
  if (run !== '') words.push(run);
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

const atoms = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
const dotAtom = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u0080-\uffff]+$/;
const asciiLocal = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]{1,64}$/;
const asciiDomain =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

// Most people are at few domains: knowing one again costs a third of reading it.
const goodDomains = new Set<string>();
function isDomain(domain: string): boolean {
  if (goodDomains.has(domain)) return true;
  if (!asciiDomain.test(domain)) return false;
  if (goodDomains.size >= 1000) goodDomains.clear();
  goodDomains.add(domain);
  return true;
}

const isLocal = (local: string): boolean =>
  asciiLocal.test(local) ||
  (Buffer.byteLength(local) <= 64 && dotAtom.test(local) && !/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]/u.test(local));

/** Address for an envelope or header; the domain in its ASCII form. Throws `invalid` for anything that could break a header. */
export function checkAddress(address: string, field: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at > 0 && isLocal(local)) {
    if (isDomain(domain) || /^\[[0-9a-fA-F:.]{2,45}\]$/.test(domain)) return address;
    const inAscii = domainToASCII(domain);
    if (isDomain(inAscii)) return `${local}@${inAscii}`;
  }
  const shown = headerText(address).slice(0, 80);
  const message = `“${shown}” is not an address that mail can be sent to. Correct it and try again.`;
  throw new DomainError({ code: 'invalid', message, fields: { [field]: 'not a valid email address' } });
}

/** Value of an address header: `Name <address>`, the name quoted or encoded as needed. Throws `invalid`. */
export function encodeMailbox(mailbox: Mailbox, field: string): string {
  const address = checkAddress(mailbox.address, field);
  const name = mailbox.name ? headerText(mailbox.name).slice(0, 300) : '';
  if (name === '') return address;
  const phrase = encodePhrase(name);
  const glue = phrase.length + address.length + field.length > lineLimit - 8 ? '\r\n ' : ' ';
  return `${phrase}${glue}<${address}>`;
}

function encodePhrase(name: string): string {
  if (name.length > 60 || !/^[ -~]+$/.test(name) || name.includes('=?') || name.includes('  '))
    return encodeWords(name);
  if (atoms.test(name)) return name;
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}

/** An address that fits between < and > in a header. Throws `invalid`. */
export function checkUrl(url: string, field: string): string {
  if (/^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(url)) return url;
  throw new DomainError({
    code: 'invalid',
    message: `The ${field} address has characters that a header cannot hold.`,
    fields: { [field]: 'not a plain URL' },
  });
}

const messageIdPattern = /^<[^<>\s\p{Cc}]{1,400}>$/u;

/** The message ids that can stand in References, at most the first and the last nineteen. */
export function usableMessageIds(ids: readonly string[]): string[] {
  const usable = ids.filter((id) => messageIdPattern.test(id));
  return usable.length > 20 ? [usable[0]!, ...usable.slice(-19)] : usable;
}
