import bigList from 'big-list-of-naughty-strings/blns.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMessage } from '@/lib/pipeline/mime/compose';
import { partsOf } from './mail';

const any = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(...bigList),
  fc.constantFrom('Content-Type: text/html\r\n\r\nx', '--=_ao_alternative--', '=?UTF-8?B?eA==?=', '"Office" <x@y>'),
);
// What the composer itself makes of a header and of a body.
const header = (text: string) => Buffer.from(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()).toString();
const spaces = (text: string) => text.trim().replace(/\s+/g, ' ');
const body = (text: string) => Buffer.from(`${text.replace(/\r\n?/g, '\n')}\n`).toString();
const pieces = (text: string) => ({ chunks: ['', ''], slots: [() => text] });

describe('a composed message taken apart for a provider', () => {
  it('has the parts that it was composed of, whatever they hold', () => {
    fc.assert(
      fc.property(any, any, any, fc.option(any), (subject, name, text, html) => {
        const template = { subject: pieces(subject), text: pieces(text), html: html === null ? null : pieces(html) };
        const composer = composeMessage(template, {
          from: { address: 'office@alumni.example', name },
          messageIdDomain: 'mail.example',
        });
        const payload = composer.render({
          messageId: '01890a5d-ac96-774b-bcce-b302099a8057',
          to: { address: 'ada@example.org', name },
          date: new Date('2026-11-21T09:00:00Z'),
          scope: null,
          replyTo: 'reply+1@mail.example',
          unsubscribe: { url: 'https://t.example/u/1' },
        });
        const parts = partsOf({ tenant: 't', messageId: 'm', from: '', to: '', payload });
        expect(spaces(parts.subject)).toBe(spaces(header(subject)));
        expect(parts.text).toBe(body(text));
        expect(parts.html).toBe(html === null ? null : body(html));
        expect(spaces(parts.from.name)).toBe(spaces(header(name).slice(0, 300)));
        expect([parts.from.address, parts.to.address, parts.replyTo]).toEqual([
          'office@alumni.example',
          'ada@example.org',
          'reply+1@mail.example',
        ]);
        expect(parts.headers.map((h) => h.name)).toEqual([
          'Message-ID',
          'X-AO-Message',
          'List-Unsubscribe',
          'List-Unsubscribe-Post',
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
