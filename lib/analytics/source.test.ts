import { afterEach, expect, it, vi } from 'vitest';
import { isUtcs } from './source';

afterEach(() => void vi.restoreAllMocks());

it('looks at each day of a span and zone once, and at none for UTC', () => {
  const looks = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
  const span = { from: '2024-04-01', to: '2026-03-29' };
  const answers = () => [
    isUtcs({ ...span, timeZone: 'UTC' }),
    isUtcs({ ...span, timeZone: 'Africa/Abidjan' }),
    isUtcs({ from: '2025-11-01', to: '2026-03-28', timeZone: 'Europe/London' }),
    isUtcs({ from: '2025-11-01', to: '2026-03-29', timeZone: 'Europe/London' }),
  ];
  expect(isUtcs({ ...span, timeZone: 'UTC' })).toBe(true);
  expect(looks).not.toHaveBeenCalled();
  expect(answers()).toEqual([true, true, true, false]);
  const before = looks.mock.calls.length;
  expect(before).toBeGreaterThan(728);
  expect(answers()).toEqual([true, true, true, false]);
  expect(looks.mock.calls.length).toBe(before);
});
