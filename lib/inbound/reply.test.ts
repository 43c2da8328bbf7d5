import { describe, expect, it } from 'vitest';
import { bounceClass } from '@/lib/feedback';
import { visibleText } from './reply';

describe('visibleText', () => {
  it.each([
    ['plain text', 'Hello\n\nthere', 'Hello\n\nthere'],
    ['an introduction and a quote', 'Yes.\n\nOn 21 Nov 2026, Office <o@x> wrote:\n> come', 'Yes.'],
    ['a wrapped introduction', 'Yes.\n\nOn 21 Nov 2026 at 10:00 Alumni Office\n<o@x> wrote:\n\n> come', 'Yes.'],
    ['a quote without introduction', 'Yes.\n> come\n>\n> soon\n', 'Yes.'],
    ['a French one', 'Oui.\nLe 21 nov. 2026 à 10:00, Office <o@x> a écrit :\n> venez', 'Oui.'],
    [
      'the header block of Outlook in German',
      'Ja.\n\nVon: Office <o@x>\nGesendet: heute\nAn: Ada\nBetreff: x\n\nKomm',
      'Ja.',
    ],
    ['a line of its own', 'Ok\n-----Original Message-----\nFrom: x', 'Ok'],
    ['a signature', 'Ok\n-- \nAda', 'Ok'],
    [
      'answers between quoted lines',
      'On 21 Nov 2026, Office wrote:\n> a?\nYes\n> b?\nNo',
      'On 21 Nov 2026, Office wrote:\n> a?\nYes\n> b?\nNo',
    ],
    [
      'a sentence that only starts like an introduction',
      'On Monday I wrote to you: come\nplease',
      'On Monday I wrote to you: come\nplease',
    ],
    ['nothing but a quote', '> come', ''],
  ])('keeps what was written: %s', (_name, text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });
});

describe('bounceClass', () => {
  it.each([
    ['4.2.2', '', 'soft'],
    ['5.2.2', '', 'soft'],
    ['5.1.1', 'see our spam policy', 'hard'],
    ['5.1.2', 'blocked by spamhaus', 'undetermined'],
    ['5.7.1', 'user unknown', 'hard'],
    ['4.4.1', 'timeout', 'soft'],
    ['5.5.0', 'mailbox unavailable', 'hard'],
    ['5.6.0', 'virus found', 'undetermined'],
    [null, '451 try later', 'soft'],
    [null, '', 'undetermined'],
  ] as const)('takes %s “%s” as %s', (status, diagnostic, expected) => {
    expect(bounceClass(status, diagnostic)).toBe(expected);
  });
});
