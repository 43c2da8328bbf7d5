import { expect, it } from 'vitest';
import { noTime } from '@/lib/campaigns/schema';
import { endOf, timeLabel, withGaps } from './words';

it('a day ends at the next midnight of the organisation, also when the clocks change', () => {
  expect(endOf('2026-03-29T00:00:00.000Z', 'day', 'Europe/London')).toBe('2026-03-29T23:00:00.000Z');
  expect(endOf('2026-10-24T23:00:00.000Z', 'day', 'Europe/London')).toBe('2026-10-26T00:00:00.000Z');
  expect(endOf('2026-07-01T23:00:00.000Z', 'day', 'Europe/London')).toBe('2026-07-02T23:00:00.000Z');
  expect(endOf('2026-07-01T10:00:00.000Z', 'hour', 'Europe/London')).toBe('2026-07-01T11:00:00.000Z');
});

it('an hour is named with its day, in the zone of the organisation', () => {
  expect(timeLabel('2026-11-20T23:30:00.000Z', 'hour', 'Asia/Tehran')).toBe('21 Nov 03:00');
  expect(timeLabel('2026-11-20T20:30:00.000Z', 'day', 'Asia/Tehran')).toBe('21 Nov');
});

it('a chart has the hours in which nothing happened too', () => {
  const times = [
    { ...noTime, at: '2026-11-20T10:00:00.000Z', sent: 5 },
    { ...noTime, at: '2026-11-20T13:00:00.000Z', sent: 1 },
  ];
  expect(withGaps(times, 'hour', (time) => time.sent).map(({ value }) => value)).toEqual([5, 0, 0, 1]);
  expect(withGaps([], 'hour', (time) => time.sent)).toEqual([]);
});
