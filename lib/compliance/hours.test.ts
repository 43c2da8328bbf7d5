import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClock } from '@/lib/platform/zones';
import { closedUntil } from './hours';

const night = { from: '21:00', to: '08:00' };
const noon = { from: '12:00', to: '13:30' };
const weekend = { from: '21:00', to: '08:00', days: [0, 6] };

describe('closed hours', () => {
  it.each([
    ['the night, late', night, 'Europe/Berlin', '2026-06-10T20:15:00Z', '2026-06-11T06:00:00.000Z'],
    ['the night, early', night, 'Europe/Berlin', '2026-06-10T03:00:00Z', '2026-06-10T06:00:00.000Z'],
    ['the day', night, 'Europe/Berlin', '2026-06-10T06:00:00Z', null],
    ['the last minute of the day', night, 'Europe/Berlin', '2026-06-10T18:59:59Z', null],
    ['a break at noon', noon, 'UTC', '2026-06-10T12:00:00Z', '2026-06-10T13:30:00.000Z'],
    [
      'a closed weekend lasts until Monday’s morning',
      weekend,
      'UTC',
      '2026-06-12T22:00:00Z',
      '2026-06-15T08:00:00.000Z',
    ],
    [
      'the night in which the clock goes forward',
      night,
      'Europe/Berlin',
      '2026-03-28T21:00:00Z',
      '2026-03-29T06:00:00.000Z',
    ],
    ['the night in which it goes back', night, 'Europe/Berlin', '2026-10-24T20:00:00Z', '2026-10-25T07:00:00.000Z'],
    [
      'hours that end in a gap',
      { from: '22:00', to: '02:30' },
      'Europe/Berlin',
      '2026-03-28T23:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
  ] as const)('%s', (_, hours, zone, at, until) => {
    const days = 'days' in hours ? { days: [...hours.days] } : {};
    expect(closedUntil({ ...hours, ...days }, zone, new Date(at))?.toISOString() ?? null).toBe(until);
  });

  const minute = fc.integer({ min: 0, max: 1439 });
  const clockOf = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;

  it('are over at the instant they name, and that lies ahead', () => {
    fc.assert(
      fc.property(
        ...([minute, minute, fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 5 })] as const),
        fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (from, to, days, zone, at) => {
          fc.pre(from !== to);
          const hours = { from: clockOf(from), to: clockOf(to), days };
          const until = closedUntil(hours, zone, at);
          const { weekday } = wallClock(zone, at);
          if (days.includes(weekday)) expect(until).not.toBeNull();
          if (!until) return;
          expect(until.getTime()).toBeGreaterThan(at.getTime());
          expect(closedUntil(hours, zone, until)).toBeNull();
        },
      ),
    );
  });
});
