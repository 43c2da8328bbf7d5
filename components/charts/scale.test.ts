import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelStep, ticksFor } from './scale';

describe('the axis', () => {
  it('starts at 0, holds the greatest value, and has two to five evenly spaced ticks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), (max) => {
        const ticks = ticksFor(max);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(ticks.every((tick) => Number.isInteger(tick))).toBe(true);
      }),
    );
  });

  it('stands for an empty chart as well', () => {
    expect(ticksFor(0)).toEqual([0, 1]);
  });

  it('never draws more labels than asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 20 }), (count, most) => {
        expect(Math.ceil(count / labelStep(count, most))).toBeLessThanOrEqual(most);
      }),
    );
  });
});
