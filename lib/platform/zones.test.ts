import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, isZone, wallClock, wallFrom, wallOf, wallText, zonedIso, zoneNamed, zoneNames } from './zones';

const at = (wall: string, zone: string) => new Date(instantOf(wallFrom(wall), zone)).toISOString();
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

describe('instantOf', () => {
  it.each([
    ['2026-06-01T09:00', 'Europe/Berlin', '2026-06-01T07:00:00.000Z'],
    ['2026-12-01T09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    // Left out on this night: half past two means half past three.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-08T02:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    // Twice on this night: the first time.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-06-01T09:00', 'Asia/Kathmandu', '2026-06-01T03:15:00.000Z'],
    // Half an hour of summer time.
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000Z'],
    ['2026-06-01T09:00', 'Pacific/Kiritimati', '2026-05-31T19:00:00.000Z'],
  ])('%s in %s is %s', (wall, zone, instant) => expect(at(wall, zone)).toBe(instant));

  it('shows the asked time on the wall, unless that time is left out; then a later one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 3 * 366 * 1440 }), (zone, minutes) => {
        const wall = Date.UTC(2025, 0, 1) + minutes * 60_000;
        const shown = wallOf(instantOf(wall, zone), zone);
        if (shown !== wall) expect(shown - wall === 3_600_000 || shown - wall === 1_800_000).toBe(true);
      }),
    );
  });

  it('knows which zones there are', () => {
    expect([isZone('Europe/Berlin'), isZone('Mars/Olympus'), isZone('')]).toEqual([true, false, false]);
    expect(wallText(wallFrom('2026-06-01T09:00'))).toBe('2026-06-01T09:00');
  });

  it('is read as a day and its minutes', () => {
    expect(wallClock('Asia/Kathmandu', new Date('2025-12-31T18:20:00Z'))).toEqual({
      ...{ midnight: Date.UTC(2026, 0, 1), weekday: 4, minutes: 5 },
    });
  });
});

describe('a zone that somebody typed', () => {
  it.each([
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['asia/kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    [' America/New York ', 'America/New_York'],
    ['america/indianapolis', 'America/Indiana/Indianapolis'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Etc/UTC', 'UTC'],
    ['etc/gmt-14', 'Etc/GMT-14'],
    ['+05:30', null],
    ['GMT+5', null],
    ['gmt', 'UTC'],
    ['SystemV/PST8', null],
    ['Europe/Nowhere', null],
    ['', null],
  ])('%s is %s', (typed, zone) => expect(zoneNamed(typed)).toBe(zone));

  it.each(['BST', 'AST', 'IST', 'EST', 'CST6CDT', 'cet', 'GB', 'Japan'])(
    '%s is none: letters mean another zone to each reader',
    (typed) => expect(zoneNamed(typed)).toBeNull(),
  );

  it('keeps the name of every zone of today, and the clock of every former one', () => {
    const noon = Date.parse('2026-06-01T12:00Z');
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const named = zoneNamed(zone) ?? '';
      expect([zoneNamed(named.toLowerCase()), wallOf(noon, named)], zone).toEqual([named, wallOf(noon, zone)]);
    }
  });
});

it('every zone that can be chosen is taken as it is spelt, by its name of today, and none is there twice', () => {
  const all = zoneNames();
  expect(all).toEqual(expect.arrayContaining(['UTC', 'Europe/Kyiv', 'Asia/Kolkata']));
  expect(all.map(zoneNamed)).toEqual(all);
  expect(new Set(all).size).toBe(all.length);
});

describe('an instant with its offset', () => {
  it.each([
    ['2026-11-19T23:00:00.000Z', 'Europe/Berlin', '2026-11-20T00:00:00+01:00'],
    ['2026-06-01T03:30:00.000Z', 'America/St_Johns', '2026-06-01T01:00:00-02:30'],
    ['2026-06-01T00:00:00.000Z', 'UTC', '2026-06-01T00:00:00+00:00'],
  ])('%s in %s is %s', (instant, zone, text) => {
    expect(zonedIso(instant, zone)).toBe(text);
    expect(Date.parse(text)).toBe(Date.parse(instant));
  });

  it('is the same instant in any zone at any time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2 ** 31 }), (zone, seconds) => {
        expect(Date.parse(zonedIso(new Date(seconds * 1000).toISOString(), zone))).toBe(seconds * 1000);
      }),
    );
  });
});
