import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatChosen,
  formatDue,
  formatCount,
  formatDuration,
  formatExact,
  formatMoney,
  formatRate,
  formatTimeLeft,
  formatUntil,
  formatWhen,
  hueOf,
  initials,
} from './format';

const now = '2026-11-21T10:42:00Z';

it('a time that was chosen is told with its weekday and year, in its zone', () => {
  expect(formatChosen('2026-11-14T23:15:00Z', 'UTC')).toBe('Saturday, 14 November 2026 at 23:15');
  expect(formatChosen('2026-11-14T23:15:00Z', 'Asia/Tokyo')).toBe('Sunday, 15 November 2026 at 08:15');
  expect(formatDue('2026-11-14T23:15:02Z', 'Europe/London')).toBe('Sat 14 Nov 2026, 23:15 GMT');
});

it.each([
  ['2026-11-21T10:42:20Z', 'until 10:42'],
  ['2026-11-21T23:46:00Z', 'until 23:46'],
  ['2026-11-22T00:15:00Z', 'until 22 Nov, 00:15'],
  ['2027-01-02T09:15:00Z', 'until 2 Jan 2027, 09:15'],
])('what somebody waits for, %s, is told by the clock, with its day where that is another one', (at, words) => {
  expect(formatUntil(at, now, 'UTC')).toBe(words);
});

describe('a moment in a sentence', () => {
  it.each([
    ['2026-11-21T11:59:40Z', 'just now'],
    ['2026-11-21T11:57:00Z', '3 min ago'],
    ['2026-11-21T09:00:00Z', '3 h ago'],
    ['2026-11-21T14:00:00Z', 'in 2 h'],
    ['2026-11-14T12:00:00Z', 'on 14 Nov'],
    ['2025-11-14T12:00:00Z', 'on 14 Nov 2025'],
  ])('%s reads “%s”', (at, words) => expect(formatAgo(at, '2026-11-21T12:00:00Z', 'UTC')).toBe(words));
});

describe('time', () => {
  it.each([
    ['2026-11-21T10:41:40Z', 'now'],
    ['2026-11-21T10:24:00Z', '18 min'],
    ['2026-11-21T08:42:00Z', '2 h'],
    ['2026-11-20T10:43:00Z', '23 h'],
    ['2026-11-21T11:00:00Z', 'in 18 min'],
    ['2026-11-14T09:15:00Z', '14 Nov'],
    ['2025-11-14T09:15:00Z', '14 Nov 2025'],
  ])('%s is said as %s', (at, words) => {
    expect(formatWhen(at, now, 'Europe/London')).toBe(words);
  });

  it('counts the day and the year in the reader’s zone', () => {
    const newYear = '2026-12-31T23:30:00Z';
    expect(formatWhen(newYear, '2027-01-15T00:00:00Z', 'Europe/Berlin')).toBe('1 Jan');
    expect(formatWhen(newYear, '2027-01-15T00:00:00Z', 'Europe/London')).toBe('31 Dec 2026');
  });

  it('names the zone in the exact form', () => {
    expect(formatExact('2026-07-14T09:15:02Z', 'Europe/London')).toBe('14 Jul 2026, 10:15:02 BST');
  });

  it('says durations as one would', () => {
    expect([42, 540, 3_600, 4_200].map(formatDuration)).toEqual(['42 s', '9 min', '1 h', '1 h 10']);
    expect(formatTimeLeft(551)).toBe('about 9 min');
    expect(formatTimeLeft(3_599)).toBe('about 1 h');
  });
});

describe('numbers', () => {
  it('are exact up to 99,999 and never rounded up past the truth', () => {
    expect([0, 48_212, 99_999, 124_680, 999_999, 1_250_000].map((value) => formatCount(value))).toEqual([
      '0',
      '48,212',
      '99,999',
      '124.6k',
      '999.9k',
      '1.2M',
    ]);
  });

  it('give rates one decimal, two under 1 %, and a dash without a whole', () => {
    expect([formatRate(39_604, 48_212), formatRate(61, 48_212), formatRate(0, 10), formatRate(1, 0)]).toEqual([
      '82.1 %',
      '0.13 %',
      '0.0 %',
      '–',
    ]);
  });

  it('show minor units only when there are some, by the currency’s own digits', () => {
    expect([formatMoney(425_000, 'GBP'), formatMoney(425_050, 'GBP'), formatMoney(1_200, 'JPY')]).toEqual([
      '£4,250',
      '£4,250.50',
      'JP¥1,200',
    ]);
  });
});

describe('people', () => {
  it('have initials of whole characters from first and last word', () => {
    expect(['Tomasz Wieczorek', 'Łukasz Baran', 'Priya', '  ', '𝒜lice de Bob', '李 小龍'].map(initials)).toEqual([
      'TW',
      'ŁB',
      'P',
      '?',
      '𝒜B',
      '李小',
    ]);
  });

  it('keep their colour, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(hueOf(name)).toBe(hueOf(name));
        expect(hueOf(name)).toBeGreaterThanOrEqual(1);
        expect(hueOf(name)).toBeLessThanOrEqual(6);
      }),
    );
  });
});
