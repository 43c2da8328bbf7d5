import { expect, it } from 'vitest';
import { endText } from './sending-words';

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
  expect(told({ refusal: { since, words: '451 4.3.0 Later' } })).toBe('Known again when the server takes messages.');
  expect([told({ finishAt: null }, false), told({ finishAt: null, left: 0 })]).toEqual([null, null]);
});
