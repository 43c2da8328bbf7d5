import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallFrom, wallOf, wallText } from '@/lib/platform/zones';
import { localDues } from './zones';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
];

describe('localDues', () => {
  const wall = wallFrom('2026-06-01T09:00');
  const from = Date.parse('2026-06-01T07:00:00Z');
  const dues = (past: 'now' | 'next_day') =>
    Object.fromEntries([...localDues(wall, zones, from, past)].map(([zone, ms]) => [zone, new Date(ms).toISOString()]));

  it('gives each zone its own nine in the morning, and what is over at once', () => {
    expect(dues('now')).toMatchObject({
      'America/New_York': '2026-06-01T13:00:00.000Z',
      'Europe/Berlin': '2026-06-01T07:00:00.000Z',
      'Asia/Kolkata': '2026-06-01T07:00:00.000Z',
    });
  });

  it('or what is over at nine of the next day', () => {
    expect(dues('next_day')).toMatchObject({
      'Asia/Kolkata': '2026-06-02T03:30:00.000Z',
      'Europe/Berlin': '2026-06-01T07:00:00.000Z',
    });
  });

  it('never before the start, and at the asked hour whenever it is not at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: -20_000, max: 20_000 }), (zone, minutes) => {
        const start = wall + minutes * 60_000;
        const due = localDues(wall, [zone], start, 'next_day').get(zone) ?? 0;
        expect(due).toBeGreaterThanOrEqual(start);
        expect(wallText(wallOf(due, zone)).slice(11)).toBe('09:00');
      }),
    );
  });
});
