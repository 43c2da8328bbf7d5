import { DomainError } from '@/lib/platform/errors';
import {
  checkAddress,
  checkUrl,
  encodeMailbox,
  encodeText,
  headerText,
  usableMessageIds,
  type Mailbox,
} from './headers';
import { encodePiece, preparePiece, sizeOfPiece, writePiece } from './quoted-printable';

/** A text cut into constants and slots: `chunks[0] slots[0] chunks[1] …`. */
export interface PartPieces<S> {
  chunks: readonly string[];
  slots: readonly ((scope: S) => string)[];
}

export interface MessageTemplate<S> {
  subject: PartPieces<S>;
  html: PartPieces<S> | null;
  text: PartPieces<S>;
}

/** What all messages of one template version share. */
export interface EnvelopeDefaults {
  from: Mailbox;
  /** Domain of Message-ID; replies and bounces are found by it. */
  messageIdDomain: string;
  /** For mailbox providers' reports: `campaign:tenant:kind:sender`. */
  feedbackId?: string;
  /** Further constant headers; printable ASCII. */
  headers?: Readonly<Record<string, string>>;
}

/** What differs between two recipients. */
export interface MessageInput<S> {
  /** UUID of the pipeline message. */
  messageId: string;
  to: Mailbox;
  date: Date;
  scope: S;
  /** Address that carries the reply token. */
  replyTo?: string;
  /** Where one click (RFC 8058) unsubscribes; https and optionally mailto. */
  unsubscribe?: { url: string; mailto?: string };
  inReplyTo?: string;
  references?: readonly string[];
}

export interface Composer<S> {
  /** The message as it goes on the wire: CRLF lines, no bare CR or LF, no line that begins with a dot. Throws `invalid`. */
  render(input: MessageInput<S>): Buffer;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The Message-ID of a pipeline message: `<m.UUID@domain>`. */
export const messageIdOf = (messageId: string, domain: string): string => `<m.${messageId}@${domain}>`;

/** Composes everything constant of a template's messages once; `render` adds what differs. Throws `invalid`. */
export function composeMessage<S>(template: MessageTemplate<S>, defaults: EnvelopeDefaults): Composer<S> {
  checkAddress(`m@${defaults.messageIdDomain}`, 'messageIdDomain');
  const from = `From: ${encodeMailbox(defaults.from, 'from')}\r\nTo: `;
  const constantHead = constantHeaders(defaults);
  const body = composeBody(template);
  const constants = body.chunks.map((chunk) => Buffer.from(chunk, 'latin1'));
  const constantBytes = constants.reduce((sum, chunk) => sum + chunk.length, 0);
  const asciiFrom = isAscii(defaults.from.address);
  return {
    render(input) {
      if (!uuid.test(input.messageId))
        throw new DomainError({ code: 'invalid', message: 'A message id is a lower-case UUID.' });
      let text = from + encodeMailbox(input.to, 'to');
      text += `\r\nSubject: ${encodeText(fill(template.subject, input.scope), 9)}\r\nDate: ${formatDate(input.date)}`;
      text += `\r\nMessage-ID: <m.${input.messageId}@${defaults.messageIdDomain}>\r\nX-AO-Message: ${input.messageId}\r\n`;
      text += optionalHeaders(input) + constantHead;
      // Only an address with letters beyond ASCII (SMTPUTF8) makes a header 8-bit.
      const head = asciiFrom && isAscii(input.to.address) ? text : Buffer.from(text).toString('latin1');
      const filled = body.slots.map((slot) => preparePiece(slot(input.scope)));
      let size = head.length + constantBytes;
      for (const piece of filled) size += sizeOfPiece(piece);
      return assemble(take(size), head, constants, filled);
    },
  };
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

function assemble(bytes: Buffer, head: string, constants: readonly Buffer[], filled: readonly string[]): Buffer {
  let at = bytes.write(head, 0, 'latin1');
  for (let i = 0; i < constants.length; i++) {
    bytes.set(constants[i]!, at);
    at += constants[i]!.length;
    if (i < filled.length) at = writePiece(bytes, at, filled[i]!);
  }
  return bytes;
}

const slabBytes = 256 * 1024;
let slab = Buffer.alloc(0);
let used = 0;

/** Bytes of a slab shared by messages composed in a row: one allocation for dozens of them. */
function take(size: number): Buffer {
  if (size > slabBytes / 4) return Buffer.allocUnsafeSlow(size);
  if (used + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabBytes);
    used = 0;
  }
  used += size;
  return slab.subarray(used - size, used);
}

function fill<S>({ chunks, slots }: PartPieces<S>, scope: S): string {
  let text = chunks[0]!;
  for (let i = 0; i < slots.length; i++) text += slots[i]!(scope) + chunks[i + 1]!;
  return text;
}

function optionalHeaders<S>(input: MessageInput<S>): string {
  let text = '';
  if (input.replyTo) text += `Reply-To: ${checkAddress(input.replyTo, 'replyTo')}\r\n`;
  if (input.unsubscribe) {
    const { url, mailto } = input.unsubscribe;
    // One unfolded line: some providers do not read a folded one.
    text += `List-Unsubscribe: <${checkUrl(url, 'unsubscribe')}>${mailto ? `, <${checkUrl(mailto, 'unsubscribe')}>` : ''}\r\n`;
    if (url.startsWith('https:') || url.startsWith('http:'))
      text += 'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n';
  }
  if (input.inReplyTo) for (const id of usableMessageIds([input.inReplyTo])) text += `In-Reply-To: ${id}\r\n`;
  const references = usableMessageIds(input.references ?? []);
  return references.length > 0 ? `${text}References: ${references.join('\r\n ')}\r\n` : text;
}

function constantHeaders(defaults: EnvelopeDefaults): string {
  const headers = { ...defaults.headers, ...(defaults.feedbackId ? { 'Feedback-ID': defaults.feedbackId } : {}) };
  let text = '';
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[A-Za-z0-9-]{1,70}$/.test(name))
      throw new DomainError({ code: 'invalid', message: `“${headerText(name)}” is not a header name.` });
    text += `${name}: ${encodeText(value, name.length + 2)}\r\n`;
  }
  return `${text}MIME-Version: 1.0\r\n`;
}

// "=_" cannot occur in quoted-printable text, so no body can contain the boundary.
const boundary = '=_ao_alternative';
const encoding = 'charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';

function composeBody<S>(template: MessageTemplate<S>): PartPieces<S> {
  const text = encodeConstants(template.text);
  if (!template.html) return join(`Content-Type: text/plain; ${encoding}`, text, '');
  const html = encodeConstants(template.html);
  const opening = `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n--${boundary}\r\nContent-Type: text/plain; ${encoding}`;
  const middle = join(opening, text, `\r\n--${boundary}\r\nContent-Type: text/html; ${encoding}`);
  const all = {
    chunks: [...middle.chunks.slice(0, -1), middle.chunks.at(-1)! + html.chunks[0]!, ...html.chunks.slice(1)],
    slots: [...middle.slots, ...html.slots],
  };
  return join('', all, `\r\n--${boundary}--\r\n`);
}

function encodeConstants<S>({ chunks, slots }: PartPieces<S>): PartPieces<S> {
  const last = chunks.length - 1;
  // A text that ends with a line break never ends with a soft one.
  return {
    chunks: chunks.map((chunk, index) => encodePiece(index === last ? `${chunk.replace(/\r\n?/g, '\n')}\n` : chunk)),
    slots,
  };
}

function join<S>(before: string, { chunks, slots }: PartPieces<S>, after: string): PartPieces<S> {
  const whole = [...chunks];
  whole[0] = before + whole[0]!;
  whole[whole.length - 1] += after;
  return { chunks: whole, slots };
}

let shownSecond = NaN;
let shownDate = '';

/** RFC 5322 date in UTC. */
function formatDate(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  if (second !== shownSecond) {
    shownSecond = second;
    shownDate = date.toUTCString().replace('GMT', '+0000');
  }
  return shownDate;
}
