import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isZone, wallClock } from './zones';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];

describe('a zone’s clock', () => {
  it.each([
    ['Europe/Berlin', [2026, 3, 29, 2 * 60 + 30], '2026-03-29T01:00:00.000Z', 'a skipped minute is the end of the gap'],
    ['Europe/Berlin', [2026, 10, 25, 2 * 60 + 30], '2026-10-25T00:30:00.000Z', 'of two the first'],
    ['America/New_York', [2026, 11, 1, 90], '2026-11-01T05:30:00.000Z', 'of two the first, west of Greenwich'],
    ['Australia/Lord_Howe', [2026, 10, 4, 2 * 60 + 10], '2026-10-03T15:30:00.000Z', 'a gap of half an hour'],
    ['Asia/Kathmandu', [2026, 1, 1, 0], '2025-12-31T18:15:00.000Z', 'an odd offset'],
    ['UTC', [2026, 2, 29, 60], '2026-03-01T01:00:00.000Z', 'a day beyond its month'],
  ] as const)('%s %j is %s: %s', (...[zone, [year, month, day, minutes], iso]) => {
    expect(instantOf(zone, year, month, day, minutes).toISOString()).toBe(iso);
  });

  it('shows at the instant of a day and minute just that, unless the minute is skipped', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2012-01-02'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (zone, date) => {
          const clock = wallClock(zone, date);
          const at = instantOf(zone, clock.year, clock.month, clock.day, clock.minutes);
          expect(wallClock(zone, at)).toEqual(clock);
          expect(at.getTime()).toBeLessThanOrEqual(date.getTime());
        },
      ),
    );
  });

  it('knows which names are zones', () => {
    expect([isZone('Europe/Paris'), isZone('Mars/Olympus'), isZone('')]).toEqual([true, false, false]);
  });
});
