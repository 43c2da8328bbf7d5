import { describe, expect, it } from 'vitest';
import { countryZone, zoneFor, zoneWords } from './person-zone';

describe('where a person’s clock is taken from', () => {
  it.each([
    ['GB', 'Europe/London'],
    // Two zones, one clock.
    ['DE', 'Europe/Berlin'],
    ['IN', 'Asia/Kolkata'],
    ['UA', null],
    ['ES', null],
    ['US', null],
    ['XX', null],
    ['not a country', null],
    ['', null],
  ])('the one clock of %s is %s', (country, zone) => expect(countryZone(country)).toBe(zone));

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
