import type { SmtpReply } from './types';

const maxLine = 4_096;
const maxLines = 200;
const rememberedLines = 6;
const zero = 0x30;
const ascii = /^[\t -~]*$/;

/** Cuts a server's byte stream into replies, however the bytes are split. `push` throws on what is not SMTP. */
export class ReplyParser {
  private rest = '';
  private lines: string[] = [];
  private code = 0;
  /** The last replies of one line with their lines: a server says the same few things for every message. */
  private readonly heard: { line: string; reply: SmtpReply }[] = [];

  /** Feeds bytes; returns the replies that are now complete. */
  push(bytes: Buffer): SmtpReply[] {
    const replies: SmtpReply[] = [];
    const text = this.rest + bytes.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const reply = this.line(text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end));
      if (reply) replies.push(reply);
      start = end + 1;
    }
    this.rest = text.slice(start);
    if (this.rest.length > maxLine) throw new Error('the server sent a line without an end');
    return replies;
  }

  /** True when bytes wait that belong to no complete reply. */
  get pending(): boolean {
    return this.rest !== '' || this.lines.length > 0;
  }

  private line(line: string): SmtpReply | null {
    if (this.lines.length === 0) for (const known of this.heard) if (known.line === line) return known.reply;
    const code = codeOf(line);
    if (code === 0 || (this.lines.length > 0 && code !== this.code))
      throw new Error(`the server does not speak SMTP: ${JSON.stringify(line.slice(0, 80))}`);
    this.code = code;
    const goesOn = line[3] === '-';
    const raw = line.slice(goesOn || line[3] === ' ' ? 4 : 3, maxLine);
    const words = ascii.test(raw) ? raw : Buffer.from(raw, 'latin1').toString('utf8');
    // Nearly all have one line.
    if (!goesOn && this.lines.length === 0) return this.remember(line, makeReply(code, [words]));
    this.lines.push(words);
    if (this.lines.length > maxLines) throw new Error('the server sent a reply without an end');
    if (goesOn) return null;
    const lines = this.lines;
    this.lines = [];
    return makeReply(code, lines);
  }

  private remember(line: string, reply: SmtpReply): SmtpReply {
    this.heard.unshift({ line, reply });
    this.heard.length = Math.min(this.heard.length, rememberedLines);
    return reply;
  }
}

/** The three digits that a line begins with; 0 where it does not. By hand: there are four lines for each message. */
function codeOf(line: string): number {
  const [first, second, third] = [line.charCodeAt(0) - zero, line.charCodeAt(1) - zero, line.charCodeAt(2) - zero];
  return first >= 2 && first <= 5 && second >= 0 && second <= 9 && third >= 0 && third <= 9
    ? 100 * first + 10 * second + third
    : 0;
}

function makeReply(code: number, lines: string[]): SmtpReply {
  const [line = ''] = lines;
  const enhanced = line[1] === '.' ? /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(line)?.[1] : undefined;
  if (!enhanced && lines.length === 1) return { code, text: line, lines };
  const text = lines
    .map((line, index) =>
      index > 0 && enhanced && line.startsWith(`${enhanced} `) ? line.slice(enhanced.length + 1) : line,
    )
    .join(' ');
  return enhanced ? { code, enhanced, text, lines } : { code, text, lines };
}

const queueIdPatterns = [
  /queued as ([\w.-]{4,80})/i,
  /\bid=([\w.-]{4,80})/,
  /<?([\w.-]{6,80})@[\w.-]+>? Queued mail for delivery/i,
  /^(?:2\.\d\.\d )?OK:? (?:id )?(?=[\w-]*\d)([\w-]{6,80})/i,
];

/** `id=` and four characters; many servers say only "Ok". */
const shortestNamed = 7;

/** The server's own name for a message it took, if its answer gives one. */
export function queueIdOf(text: string): string | undefined {
  if (text.length < shortestNamed) return undefined;
  for (const pattern of queueIdPatterns) {
    const id = pattern.exec(text)?.[1];
    if (id) return id;
  }
  return undefined;
}
