import { describe, expect, it } from 'vitest';
import { localTimeAt, startAt, wrongStart } from './start';

const now = new Date('2026-11-22T10:00:00Z');

describe('the time that a campaign is to start at', () => {
  it.each([
    ['2026-12-01T09:00', 'Europe/London', '2026-12-01T09:00:00.000Z'],
    ['2027-07-01T09:00', 'Europe/London', '2027-07-01T08:00:00.000Z'],
    ['2026-12-01T09:00', 'Asia/Tokyo', '2026-12-01T00:00:00.000Z'],
    ['12026-12-01T09:00', 'UTC', null],
  ])('%s by the clock of %s is %s, and is shown as that', (wall, zone, at) => {
    expect(startAt(wall, zone)?.toISOString() ?? null).toBe(at);
    if (at) expect(localTimeAt(at, zone)).toBe(wall);
  });

  it.each([
    ['2020-01-01T10:00', 'lies in the past'],
    ['2026-11-22T09:58', 'lies in the past'],
    ['2026-11-22T09:59', undefined],
    ['2026-11-22T10:01', undefined],
    ['2028-11-22T10:00', undefined],
    ['2028-11-22T10:01', 'lies over 2 years ahead'],
  ])('%s, seen at ten that day: %s', (wall, is) => expect(wrongStart(startAt(wall, 'UTC')!, now)?.is).toBe(is));

  it('a time that is over in one zone is still to come in another', () => {
    const judged = (zone: string) => wrongStart(startAt('2026-11-22T10:30', zone)!, now)?.is;
    expect([judged('Asia/Tokyo'), judged('America/New_York')]).toEqual(['lies in the past', undefined]);
  });
});
