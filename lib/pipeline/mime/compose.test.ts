import bigList from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };
import fc from 'fast-check';
import { simpleParser, type AddressObject } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeMessage, messageIdOf, type MessageInput, type MessageTemplate } from './compose';

type Scope = { values: string[] };
const messageId = '01890a5d-ac96-774b-bcce-b302099a8057';
const from = { address: 'office@alumni.example', name: 'Alumni Office' };
const slot = (index: number) => (scope: Scope) => scope.values[index] ?? '';
const pieces = (chunks: string[]) => ({ chunks, slots: chunks.slice(1).map((_, index) => slot(index)) });

const input = (values: string[], more: Partial<MessageInput<Scope>> = {}): MessageInput<Scope> => ({
  messageId,
  to: { address: 'ada@example.org', name: 'Ada' },
  date: new Date('2026-11-21T09:00:00Z'),
  scope: { values },
  ...more,
});
const defaults = { from, messageIdDomain: 'mail.example', feedbackId: 'c1:tenant:campaign:ao' };
const template = (subject: string[], html: string[] | null, text: string[]): MessageTemplate<Scope> => ({
  subject: pieces(subject),
  html: html && pieces(html),
  text: pieces(text),
});

/** The Big List of Naughty Strings, and what is naughty in mail. */
const naughty = [
  ...bigList,
  '\r\nBcc: evil@example.com',
  'x\r\n\r\n<script>',
  '\n.\n',
  '.',
  '..',
  '\r.\r\n',
  '=?UTF-8?B?eA==?=',
  '--=_ao_alternative--',
  '=',
  '=20',
  ' ',
  '\t',
  'Ω≈ç√',
  '田中さんにあげて下さい',
  `é${'.'.repeat(200)}`,
  '.'.repeat(300),
  '👾 🙇 💁',
  '\u202e\u200f',
  '\ufeff',
  'a'.repeat(300),
  'é'.repeat(200),
  '\u0000',
  '"\\"',
  'Doe, "J" <x@y>',
  '(comment)',
  ';:@',
];
const long = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/', '~'), maxLength: 400 });
const any = fc.oneof(
  long,
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(...naughty),
  fc.string({ unit: fc.constantFrom('a', ' ', '.', '\n', '\r', '=', 'é', '\t'), maxLength: 200 }),
);
const chunks = fc.array(any, { minLength: 1, maxLength: 5 });
const lines = (text: string) => text.replace(/\r\n|\r|\n/g, '\n');
// Pieces are normalised one by one, so a CR before and an LF after a slot are two breaks.
const expected = (parts: string[], values: string[]) =>
  parts.map((part, index) => lines(part) + (index < parts.length - 1 ? lines(values[index] ?? '') : '')).join('');

// Half a surrogate pair has no UTF-8 form.
const wellFormed = (text: string) => Buffer.from(text).toString();

function decode(raw: string): string {
  const joined = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(joined, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}

/** Bodies as any MIME reader would cut them, by the boundary alone. */
function bodies(raw: Buffer): string[] {
  const [head, ...rest] = raw.toString('latin1').split('\r\n--=_ao_alternative');
  if (rest.length === 0) return [head!.slice(head!.indexOf('\r\n\r\n') + 4)];
  return rest.slice(0, -1).map((part) => part.slice(part.indexOf('\r\n\r\n') + 4));
}

describe('composeMessage', () => {
  it('carries any Unicode text unchanged in both parts, on lines that need no stuffing', () => {
    fc.assert(
      fc.property(chunks, chunks, fc.array(any, { maxLength: 5 }), (html, text, values) => {
        const raw = composeMessage(template(['s'], html, text), defaults).render(input(values));
        const [plain, rich] = bodies(raw).map(decode);
        expect(plain).toBe(`${wellFormed(expected(text, values))}\n`);
        expect(rich).toBe(`${wellFormed(expected(html, values))}\n`);
        for (const line of raw.toString('latin1').split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]|^\.|[ \t]$/);
          if (!line.startsWith('List-')) expect(line.length).toBeLessThanOrEqual(76);
        }
      }),
      {
        numRuns: 1000,
        examples: naughty.map((text) => [[text, text], [text], [text]] as [string[], string[], string[]]),
      },
    );
  });

  it('lets no subject and no name break a header or add one, whatever they hold', async () => {
    const clean = (text: string) =>
      text
        .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
        .trim()
        .replace(/\s+/g, ' ');
    await fc.assert(
      fc.asyncProperty(any, any, any, async (subject, name, sender) => {
        const composer = composeMessage(template([subject, ''], ['<p>x</p>'], ['x']), {
          ...defaults,
          from: { ...from, name: sender },
        });
        const raw = composer.render(input([subject], { to: { address: 'ada@example.org', name } }));
        const mail = await simpleParser(raw);
        expect(mail.headerLines.map((line) => line.key)).toEqual([
          'from',
          'to',
          'subject',
          'date',
          'message-id',
          'x-ao-message',
          'feedback-id',
          'mime-version',
          'content-type',
        ]);
        expect(mail.from?.value.map((one) => one.address)).toEqual(['office@alumni.example']);
        expect((mail.to as AddressObject).value.map((one) => one.address)).toEqual(['ada@example.org']);
        expect((mail.to as AddressObject).value[0]!.name.trim().replace(/\s+/g, ' ')).toBe(
          clean(wellFormed(name)).slice(0, 300).trim(),
        );
        expect(clean(mail.subject ?? '')).toBe(clean(wellFormed(subject + subject)));
      }),
      { numRuns: 400, examples: naughty.map((text) => [text, text, text] as [string, string, string]) },
    );
  });

  it('is read back whole by a mail parser', async () => {
    const composer = composeMessage(
      template(['Grüße, ', '!'], ['<p>Hällo ', '</p>\n.\n<p>…</p>'], ['Hällo ', '\n.\n…']),
      defaults,
    );
    const unsubscribe = {
      url: `https://t.example/u/${'x'.repeat(120)}`,
      mailto: 'mailto:unsubscribe+abc@mail.example',
    };
    const raw = composer.render(
      input(['Ada 👾'], {
        replyTo: 'reply+abc@mail.example',
        unsubscribe,
        inReplyTo: '<a@b>',
        references: ['<1@b>', '<a@b>', 'bad\r\nX: y'],
      }),
    );
    const mail = await simpleParser(raw);
    expect(mail.subject).toBe('Grüße, Ada 👾!');
    expect(mail.html).toBe('<p>Hällo Ada 👾</p>\n.\n<p>…</p>\n');
    expect(mail.text).toBe('Hällo Ada 👾\n.\n…\n');
    expect(mail.messageId).toBe(messageIdOf(messageId, 'mail.example'));
    expect(mail.replyTo?.text).toBe('reply+abc@mail.example');
    expect(mail.references).toEqual(['<1@b>', '<a@b>']);
    expect(mail.date?.toISOString()).toBe('2026-11-21T09:00:00.000Z');
    expect(raw.toString()).toContain(
      `\r\nList-Unsubscribe: <${unsubscribe.url}>, <${unsubscribe.mailto}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n`,
    );
  });

  it('sends text alone as one part', async () => {
    const mail = await simpleParser(
      composeMessage(template(['s'], null, ['only ', '']), defaults).render(input(['text'])),
    );
    expect([mail.text, mail.html]).toEqual(['only text\n', false]);
  });

  it('refuses addresses that could carry a header or a second recipient, or are too long, and names the field', () => {
    const composer = composeMessage(template(['s'], null, ['t']), defaults);
    for (const address of [
      'a@b\r\nBcc: c@d',
      'a@b, c@d',
      '<a@b>',
      'a b@c',
      'a@',
      '@b',
      'a',
      '',
      'a@b>',
      'a"@b',
      'a@[x]',
      'a\u2028@b.c',
      `${'a'.repeat(65)}@b.c`,
      `${'ü'.repeat(33)}@b.c`,
    ]) {
      expect(() => composer.render(input([], { to: { address } })), address).toThrow(
        expect.objectContaining({ code: 'invalid', fields: { to: expect.any(String) } }),
      );
    }
    expect(() => composer.render(input([], { unsubscribe: { url: 'https://x/>\r\nX: y' } }))).toThrow(
      /header cannot hold/,
    );
  });

  it('writes international domains in ASCII and keeps international local parts', () => {
    const composer = composeMessage(template(['s'], null, ['t']), defaults);
    expect(composer.render(input([], { to: { address: 'a@bücher.example' } })).toString()).toContain(
      'To: a@xn--bcher-kva.example\r\n',
    );
    for (const local of ['jürgen', 'a'.repeat(64), 'ü'.repeat(32)])
      expect(composer.render(input([], { to: { address: `${local}@example.org` } })).toString()).toContain(
        `To: ${local}@example.org\r\n`,
      );
  });

  it('gives the same bytes for the same input', () => {
    const composer = composeMessage(template(['s ', ''], ['h ', ''], ['t ', '']), defaults);
    expect(composer.render(input(['x']))).toEqual(composer.render(input(['x'])));
  });
});
