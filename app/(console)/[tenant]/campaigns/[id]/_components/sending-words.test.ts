import { expect, it } from 'vitest';
import type { Campaign } from '@/lib/campaigns/schema';
import { endText, testShareText } from './sending-words';

const outlook = { left: 49, perSecond: 10, finishAt: '2026-11-20T09:00:00.000Z', waits: false, silence: null };
const known = { ...outlook, refusal: null };
const since = '2026-11-20T08:00:00.000Z';
const told = (change: Partial<Parameters<typeof endText>[0]>, isPlanned = true) =>
  endText({ ...known, ...change }, isPlanned, 'UTC');

it('the end of a campaign is told where it is known, else what it will be known by; never one while its server says or takes nothing', () => {
  expect(told({})).toBe('Fri 20 Nov 2026, 09:00 UTC');
  expect(told({ finishAt: null })).toBe('Not known yet: nothing was measured.');
  expect(told({ finishAt: null, waits: true })).toBe('Known when a winner is chosen.');
  expect(told({ silence: { since, waiting: 49, later: 0, nextTryAt: null } })).toBe(
    'Known again when the server answers.',
  );
  expect(told({ refusal: { since, words: '451 4.3.0 Later', mend: null } })).toBe(
    'Known again when the server takes messages.',
  );
  expect(told({ refusal: { since, words: '535 5.7.8 No', mend: 'providers' } })).toBe(
    'Known again when the sign-in works.',
  );
  expect([told({ finishAt: null }, false), told({ finishAt: null, left: 0 })]).toEqual([null, null]);
});

it('the share of a test is told in the past only for what is past: while anybody waits, the others get the winner', () => {
  const options = { testPercent: 50, decideAfter: null, decidedAt: null as string | null };
  const share = (change: object, left = { inProgress: 0, deferred: 0 }) =>
    testShareText({ options: { ...options, ...change }, totals: left } as unknown as Campaign);
  expect(share({})).toBe('50 % get a variant first, the others the winner, when you choose it.');
  const decided = { decidedAt: since };
  expect(share(decided, { inProgress: 49, deferred: 0 })).toBe('50 % got a variant first, the others get the winner.');
  expect(share(decided, { inProgress: 0, deferred: 1 })).toBe('50 % got a variant first, the others get the winner.');
  expect(share(decided)).toBe('50 % got a variant first, the others the winner.');
});
