import { expect, it } from 'vitest';
import { givenText } from './edited';

const said = { channel: 'email', version: { name: 'Appeal', version: 2 }, subject: 'Better' };
const words = '“Appeal”, version 2, with the subject “Better”';
const kept = '2 people got it before, or are just getting it; nothing changes for them.';

it.each([
  [
    { open: 2, failed: 1, kept: 0 },
    [
      `2 people who did not get it yet will get ${words}.`,
      '1 person for whom it failed will get the same when you try them again.',
    ],
  ],
  [{ open: 0, failed: 3, kept: 2 }, [`3 people for whom it failed will get ${words} when you try them again.`, kept]],
  [{ open: 0, failed: 0, kept: 2 }, [`Nobody is left who gets ${words}.`, kept]],
  [{ open: 0, failed: 0, kept: 0 }, [`Nobody is left who gets ${words}.`]],
  [
    { open: 0, failed: 0, kept: 2, ifItWins: 9 },
    [`If this variant wins, 9 people who wait for the winner will get ${words}.`, kept],
  ],
  [
    { open: 1, failed: 0, kept: 0, ifItWins: 9 },
    [
      `1 person who did not get it yet will get ${words}.`,
      'If this variant wins, 9 people who wait for the winner will get the same.',
    ],
  ],
])('of those whom an edit is about, %o, none is told as 0 people', (given, lines) => {
  expect(givenText(given, said)).toEqual(lines);
});

it('a new subject alone of which nobody is left to get it is told as that', () => {
  expect(givenText({ open: 0, failed: 0, kept: 0 }, { ...said, version: null })).toEqual([
    'Nobody is left who gets it with the subject “Better”.',
  ]);
});
