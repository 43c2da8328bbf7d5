import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paceOf, Spreader } from './spread';

const hour = 3_600_000;
const start = Date.parse('2026-06-01T07:00:00Z');

/** The most times within any hour that begins with one of them. */
function busiestHour(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [i, at] of sorted.entries()) {
    while (at - (sorted[from] ?? 0) >= hour) from += 1;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

describe('Spreader', () => {
  it('hands out no more in any hour than asked, never too early, and wastes no more than a slot an hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.array(fc.integer({ min: -hour, max: 12 * hour }), { minLength: 1, maxLength: 400 }),
        (perHour, offsets) => {
          const spreader = new Spreader(start, perHour);
          const times = offsets.map((offset) => [start + offset, spreader.take(start + offset)] as const);
          for (const [asked, given] of times) expect(given).toBeGreaterThanOrEqual(Math.max(asked, start));
          expect(busiestHour(times.map(([, given]) => given))).toBeLessThanOrEqual(perHour);
        },
      ),
    );
  });

  it.each([1, 7, 59, 60, 61, 100, 119, 1000, 36_000])('keeps up a pace of %i an hour', (perHour) => {
    const { slotMs, perSlot } = paceOf(perHour);
    const an = (hour / slotMs) * perSlot;
    expect(an).toBeLessThanOrEqual(perHour);
    expect(an).toBeGreaterThan(perHour * 0.999 - 0.01);
  });

  it('goes on behind what has its time already', () => {
    const first = new Spreader(start, 120);
    const given = Array.from({ length: 10 }, () => first.take(start));
    const again = new Spreader(start, 120);
    for (const at of given) again.occupy(at, 1);
    expect(Array.from({ length: 10 }, () => again.take(start))).toEqual(
      Array.from({ length: 10 }, () => first.take(start)),
    );
  });
});
