import { expect, it } from 'vitest';
import { summaryOf, wordsOf } from './words';

const used = 'Slow is used up until 2026-11-23T00:00:00.000Z.';
const step = (rule: 'capacity' | 'suppression', result: 'defers' | 'stops', fact: string) => ({ rule, result, fact });

it('a test without room tells in the organisation’s time until when, and that it is not sent by itself', () => {
  const test = { answer: used, steps: [step('capacity', 'defers', used)] };
  expect(wordsOf(test, 'Europe/Berlin')).toBe(
    'Slow is used up until Mon 23 Nov 2026, 01:00 CET. Send it again after that.',
  );
});

it('leaves every other answer as it was given', () => {
  const words = '550 5.1.1 rejected at 2026-11-23T00:00:00.000Z';
  expect(wordsOf({ answer: words, steps: [] }, 'UTC')).toBe(words);
  const stopped = 'The address is suppressed.';
  expect(wordsOf({ answer: stopped, steps: [step('suppression', 'stops', stopped)] }, 'UTC')).toBe(stopped);
  expect(wordsOf({ answer: null, steps: [] }, 'UTC')).toBeNull();
});

it('says that no test went out only where that is known of each', () => {
  expect(summaryOf(['accepted'])).toBe('The test is on its way.');
  expect(summaryOf(['accepted', 'accepted'])).toBe('The tests to 2 people are on their way.');
  expect(summaryOf(['accepted', 'refused', 'failed'])).toBe('1 of 3 tests are on their way.');
  expect(summaryOf(['refused', 'failed'])).toBe('No test went out.');
  for (const unsure of ['uncertain', 'sending'] as const) {
    expect(summaryOf([unsure])).toBe('The test may have been sent.');
    expect(summaryOf([unsure, 'failed'])).toBe('0 of 2 tests are on their way, and 1 may have been sent.');
    expect(summaryOf([unsure, 'accepted'])).toBe('1 of 2 tests are on their way, and 1 may have been sent.');
  }
});
