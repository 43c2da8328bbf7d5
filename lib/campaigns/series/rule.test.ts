import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inWords, occurrences, wrongRule } from './rule';

const berlin = { timeZone: 'Europe/Berlin' };
const times = (rule: string, start: string, after: string, n = 4, timeZone = 'Europe/Berlin') =>
  occurrences({ rule, start, timeZone }, new Date(after), n).map((at) => at.toISOString().slice(0, 16));

describe('occurrences', () => {
  it.each([
    // Nine in the morning stays nine when the clocks change.
    [
      'FREQ=WEEKLY;BYDAY=MO',
      '2026-03-16T09:00',
      '2026-03-16T00:00:00Z',
      ['2026-03-16T08:00', '2026-03-23T08:00', '2026-03-30T07:00', '2026-04-06T07:00'],
    ],
    [
      'FREQ=WEEKLY;BYDAY=SU',
      '2026-10-18T09:00',
      '2026-10-18T00:00:00Z',
      ['2026-10-18T07:00', '2026-10-25T08:00', '2026-11-01T08:00', '2026-11-08T08:00'],
    ],
    // The night in which 02:30 is left out, and the one in which it comes twice.
    [
      'FREQ=DAILY',
      '2026-03-28T02:30',
      '2026-03-28T00:00:00Z',
      ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30', '2026-03-31T00:30'],
    ],
    [
      'FREQ=DAILY',
      '2026-10-24T02:30',
      '2026-10-24T00:00:00Z',
      ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30'],
    ],
    // The first of the rule, not the start, when the start does not fit.
    [
      'FREQ=MONTHLY;BYMONTHDAY=31',
      '2026-01-15T10:00',
      '2026-01-01T00:00:00Z',
      ['2026-01-31T09:00', '2026-03-31T08:00', '2026-05-31T08:00', '2026-07-31T08:00'],
    ],
    [
      'FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1',
      '2026-01-01T10:00',
      '2026-01-01T00:00:00Z',
      ['2026-01-30T09:00', '2026-02-27T09:00', '2026-03-27T09:00', '2026-04-24T08:00'],
    ],
    ['FREQ=DAILY;COUNT=2', '2026-06-01T09:00', '2026-06-01T00:00:00Z', ['2026-06-01T07:00', '2026-06-02T07:00']],
    ['FREQ=DAILY;UNTIL=20260602', '2026-06-01T09:00', '2026-06-01T00:00:00Z', ['2026-06-01T07:00', '2026-06-02T07:00']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01T09:00', '2026-01-01T00:00:00Z', []],
  ])('%s from %s', (rule, start, after, expected) => expect(times(rule, start, after)).toEqual(expected));

  it('in another zone are at its hour', () => {
    expect(times('FREQ=DAILY', '2026-03-07T09:00', '2026-03-07T00:00:00Z', 3, 'America/New_York')).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
      '2026-03-09T13:00',
    ]);
  });

  it('are told one by one the same as together, and none comes twice', () => {
    const rule = fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TH', 'FREQ=DAILY;INTERVAL=3', 'FREQ=MONTHLY');
    fc.assert(
      fc.property(rule, fc.integer({ min: 0, max: 400 * 24 * 60 }), (given, minutes) => {
        const recurrence = { rule: given, start: '2026-01-05T02:30', ...berlin };
        const after = new Date(Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000);
        const together = occurrences(recurrence, after, 3);
        const single: Date[] = [];
        for (let at = after; single.length < 3; at = single.at(-1) ?? at)
          single.push(...occurrences(recurrence, at, 1));
        expect(single).toEqual(together);
        for (const [i, at] of together.entries()) expect(at > (together[i - 1] ?? after)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a rule', () => {
  it.each([
    ['FREQ=HOURLY', 'needs FREQ'],
    ['FREQ=DAILY;BYHOUR=1,2', 'BYHOUR'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=DAILY;COUNT=99999', 'COUNT'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', 'both'],
    ['FREQ=DAILY;UNTIL=soon', 'UNTIL'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'twice'],
    ['FREQ=WEEKLY;BYDAY=XX', 'RFC 5545'],
    ['', 'empty part'],
  ])('%s is refused: %s', (rule, why) => expect(wrongRule(rule)).toContain(why));

  it('is said in words', () => {
    expect(wrongRule('FREQ=WEEKLY;BYDAY=MO')).toBeNull();
    expect(inWords('FREQ=WEEKLY;BYDAY=MO')).toBe('every week on Monday');
  });
});
