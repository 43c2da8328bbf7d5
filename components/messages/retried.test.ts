import { expect, it } from 'vitest';
import { noneDecided, retriedText, together } from './retried';

it('says how many are tried again, and how many are not, each with the reason', () => {
  const two = [
    { reason: 'suppressed_complaint', people: 1 },
    { reason: 'consent_withdrawn', people: 2 },
  ];
  expect(retriedText({ ...noneDecided, done: 1 }, false)).toBe('Trying 1 message again');
  expect(retriedText({ done: 1_037, skipped: two, unable: 1 }, false)).toBe(
    'Trying 1,037 messages again; 3 may not be written to any more (Complained before: 1, Refused, or consent was withdrawn: 2); 1 cannot be tried: decided about already, or something came back or was said since',
  );
  // Of all only who waits for a decision is meant.
  expect(retriedText({ ...noneDecided, done: 1, unable: 2 }, true)).toBe(
    'Trying 1 message again; 2 cannot be tried: something came back or was said since',
  );
  expect(retriedText({ done: 0, skipped: two, unable: 0 }, true)).toMatch(
    /^None is tried again; 3 may not be written to any more/,
  );
});

it('adds up what part after part was tried; what cannot be tried is the same in each', () => {
  const part = { done: 10, skipped: [{ reason: 'archived', people: 2 }], unable: 4 };
  expect(together(together(noneDecided, part), part)).toEqual({
    ...{ done: 20, skipped: [{ reason: 'archived', people: 4 }], unable: 4 },
  });
});
