import { describe, expect, it } from 'vitest';
import { countryZone, zoneFor, zoneWords } from './person-zone';
import { zoneNamed } from './zones';

describe('where a person’s clock is taken from', () => {
  it.each([
    ['GB', 'Europe/London'],
    // Two zones, one clock.
    ['DE', 'Europe/Berlin'],
    ['IN', 'Asia/Kolkata'],
    // The zone of the capital or the largest city, where all show the same.
    ['AR', 'America/Argentina/Buenos_Aires'],
    ['CY', 'Asia/Nicosia'],
    ['KZ', 'Asia/Almaty'],
    ['MH', 'Pacific/Majuro'],
    ['MY', 'Asia/Kuala_Lumpur'],
    ['UZ', 'Asia/Tashkent'],
    ['UA', null],
    ['ES', null],
    ['US', null],
    ['XX', null],
    ['not a country', null],
    ['', null],
  ])('the one clock of %s is %s', (country, zone) => expect(countryZone(country)).toBe(zone));

  it('is told by its name of today for every country', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const named = letters.flatMap((a) => letters.map((b) => countryZone(a + b))).filter((zone) => zone !== null);
    expect(named.length).toBeGreaterThan(200);
    expect(named.filter((zone) => zoneNamed(zone) !== zone)).toEqual([]);
  });

  it.each([
    ['Asia/Tokyo', 'GB', 'Asia/Tokyo', 'Asia/Tokyo'],
    [null, 'GB', 'Europe/London', 'Europe/London, the time zone of their country'],
    ['Nowhere/AtAll', 'GB', 'Europe/London', 'Europe/London, the time zone of their country'],
    [null, 'US', 'Europe/Berlin', 'Europe/Berlin, the organisation’s time zone, since theirs is not known'],
    [null, null, 'Europe/Berlin', 'Europe/Berlin, the organisation’s time zone, since theirs is not known'],
  ])('own zone %s in %s is %s, and says so', (timeZone, country, zone, words) => {
    expect(zoneFor({ timeZone, country }, 'Europe/Berlin')).toBe(zone);
    expect(zoneWords({ timeZone, country }, 'Europe/Berlin')).toBe(words);
  });
});
