import type { SmtpReply } from './types';

const maxLine = 4_096;
const maxLines = 200;
const linePattern = /^([2-5]\d\d)([ -]?)(.*)$/s;
const ascii = /^[\t -~]*$/;

/** Cuts a server's byte stream into replies, however the bytes are split. `push` throws on what is not SMTP. */
export class ReplyParser {
  private rest = '';
  private lines: string[] = [];
  private code = 0;

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
    const match = linePattern.exec(line);
    const code = Number(match?.[1]);
    if (!match || (this.lines.length > 0 && code !== this.code))
      throw new Error(`the server does not speak SMTP: ${JSON.stringify(line.slice(0, 80))}`);
    this.code = code;
    const words = match[3]!.slice(0, maxLine);
    this.lines.push(ascii.test(words) ? words : Buffer.from(words, 'latin1').toString('utf8'));
    if (this.lines.length > maxLines) throw new Error('the server sent a reply without an end');
    if (match[2] === '-') return null;
    const lines = this.lines;
    this.lines = [];
    return makeReply(code, lines);
  }
}

function makeReply(code: number, lines: string[]): SmtpReply {
  const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(lines[0]!)?.[1];
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

/** The server's own name for a message it took, if its answer gives one. */
export function queueIdOf(text: string): string | undefined {
  for (const pattern of queueIdPatterns) {
    const id = pattern.exec(text)?.[1];
    if (id) return id;
  }
  return undefined;
}
