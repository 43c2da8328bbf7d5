import { afterEach, expect, it, vi } from 'vitest';
import { addDays } from './days';
import { startOf } from './source';

afterEach(() => void vi.restoreAllMocks());

it('looks for the beginning of each day and zone once, and of UTC’s never', () => {
  const looks = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  const days = ['2026-03-28', '2026-03-29', '2026-03-30'];
  const starts = (zone: string) => days.map((day) => new Date(startOf(day, zone)).toISOString().slice(5, 13));
  expect(starts('UTC')).toEqual(['03-28T00', '03-29T00', '03-30T00']);
  expect(looks).not.toHaveBeenCalled();
  expect(starts('Europe/London')).toEqual(['03-28T00', '03-29T00', '03-29T23']);
  const before = looks.mock.calls.length;
  expect(before).toBeGreaterThan(2);
  expect(starts('Europe/London')).toEqual(['03-28T00', '03-29T00', '03-29T23']);
  expect(looks.mock.calls.length).toBe(before);
});

it('the days of every zone begin with a quarter of an hour, by which events are counted', () => {
  const between = Intl.supportedValuesOf('timeZone').flatMap((zone) =>
    Array.from({ length: 12 }, (_, i) => addDays('2024-11-03', i * 61))
      .filter((day) => startOf(day, zone) % 900_000 !== 0)
      .map((day) => `${day} in ${zone}`),
  );
  expect(between).toEqual([]);
});
