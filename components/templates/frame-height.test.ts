import { describe, expect, it } from 'vitest';
import { beginHeight, shorter, taller, usualHeight } from './frame-height';

describe('how tall a message’s frame is', () => {
  it('is as much as a short text needs, and the usual height for what is longer or cannot be told', () => {
    expect(beginHeight('Hello Ada,\nsee you there.')).toBe(8);
    expect(beginHeight('a'.repeat(400))).toBeGreaterThan(beginHeight('a'.repeat(200)));
    expect(beginHeight('\n'.repeat(1000))).toBe(usualHeight);
    expect(beginHeight(null)).toBe(usualHeight);
  });

  it('grows by steps up to an end, and goes back to where it began', () => {
    const steps = [taller(8)];
    while (taller(steps.at(-1)!) > steps.at(-1)!) steps.push(taller(steps.at(-1)!));
    expect(steps).toEqual([35, 70, 105, 140]);
    expect(steps.toReversed().map((height) => shorter(height, 8))).toEqual([105, 70, 35, 8]);
    expect(shorter(8, 8)).toBe(8);
  });
});
