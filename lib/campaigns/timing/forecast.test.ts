import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aroundClosed, lastOf, Waves } from './forecast';

const minute = 60_000;
const windows = (perWindow: number, taken = 0) => ({ origin: 0, windowMs: minute, perWindow, taken });

describe('when the last one goes', () => {
  it.each([
    [[{ at: 0, people: 100 }], 100, 0, 0, 0],
    [[{ at: 0, people: 1393 }], 100, 0, 13, 1293],
    [[{ at: 0, people: 10 }], 100, 95, 1, 5],
    [[{ at: 0, people: 10 }], 100, 250, 2, 10],
    [
      [
        { at: 0, people: 10 },
        { at: 30 * minute, people: 25 },
      ],
      10,
      0,
      32,
      15,
    ],
    [[], 10, 0, 0, 0],
  ])('%j at %i a minute with %i taken: in minute %i, %i late', (waves, perWindow, taken, last, late) => {
    expect(lastOf(waves, windows(perWindow, taken))).toEqual({ at: last * minute, late });
  });

  it('is what handing them out one by one gives', () => {
    const wave = fc.record({ at: fc.integer({ min: 0, max: 20 }), people: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(wave, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 15 }), (some, per) => {
        const waves = some.toSorted((a, b) => a.at - b.at).map(({ at, people }) => ({ at: at * minute, people }));
        const used = new Map<number, number>();
        let last = 0;
        for (const { at, people } of waves)
          for (let i = 0; i < people; i++) {
            last = Math.max(last, at / minute);
            while ((used.get(last) ?? 0) >= per) last++;
            used.set(last, (used.get(last) ?? 0) + 1);
          }
        expect(lastOf(waves, windows(per)).at).toBe(last * minute);
      }),
    );
  });

  it('is counted for each key apart', () => {
    const waves = new Waves();
    for (let i = 0; i < 5; i++) waves.add(i < 3 ? 'gmail.com' : 'uni.example', i === 4 ? 2 * minute : 0);
    const by = waves.by((domain) => (domain === 'gmail.com' ? 'gmail' : 'other'));
    expect([...by]).toEqual([
      ['gmail', [{ at: 0, people: 3 }]],
      [
        'other',
        [
          { at: 0, people: 1 },
          { at: 2 * minute, people: 1 },
        ],
      ],
    ]);
    expect([...waves.by((domain) => (domain === 'gmail.com' ? domain : null)).keys()]).toEqual(['gmail.com']);
  });
});

it('closed hours lengthen what would go on through them, and nothing else', () => {
  const hour = 60 * minute;
  const closed = (at: number) => (at >= 2 * hour && at < 10 * hour ? 10 * hour : null);
  expect(aroundClosed(0, hour, closed)).toBe(hour);
  expect(aroundClosed(0, 3 * hour, closed)).toBe(11 * hour);
  expect(aroundClosed(3 * hour, 3 * hour, closed)).toBe(3 * hour);
});
