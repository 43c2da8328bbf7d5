import { expect, it } from 'vitest';
import { gotWords, whyWords } from './got-words';

const sentAt = '2026-03-02T09:00:00.000Z';
const at = '2 Mar 2026, 09:00:00 UTC';

it.each([
  ['sent', sentAt, false, `got, ${at}.`],
  ['delivered', sentAt, false, `got, ${at}.`],
  ['complained', sentAt, false, `got, ${at}.`],
  ['bounced', sentAt, false, `was sent, ${at}; it came back.`],
  ['uncertain', null, false, 'may have got: it was handed over, and no answer came.'],
  ['failed', null, true, 'would get if it is tried again: it failed.'],
  ['failed', null, false, 'was to get; it failed and is not tried again.'],
  ['skipped', null, false, 'does not get: it was left out.'],
  ['planned', null, false, 'gets is decided with the winner.'],
  ['queued', null, false, 'gets as things stand. It was not sent yet.'],
  ['deferred', null, false, 'gets as things stand. It was not sent yet.'],
] as const)('whose message is %s (sent: %s, may be tried again: %s) %s', (state, sent, canRetry, words) => {
  expect(gotWords({ state, sentAt: sent, canRetry }, 'UTC')).toBe(words);
});

it('says why they got it by what they had agreed to, and nothing of what was not handed over', () => {
  const consent = { at: '2026-02-01T09:00:00.000Z', source: 'form', ofTopic: false };
  expect(whyWords({ sentAt: null, consent: null }, 'UTC')).toBe('');
  expect(whyWords({ sentAt, consent: null }, 'UTC')).toBe('No rule stopped it. ');
  expect(whyWords({ sentAt, consent }, 'UTC')).toBe(
    'No rule stopped it: they had agreed on 1 Feb 2026, 09:00:00 UTC, by a form. ',
  );
  expect(whyWords({ sentAt, consent: { ...consent, ofTopic: true } }, 'UTC')).toContain('agreed to its topic on');
});
