import { expect, it } from 'vitest';
import { startText } from './when';

it('names a zone for one instant, and none for an hour that each person has by a clock of their own', () => {
  const at = '2026-11-30T09:00:00Z';
  expect(startText(at, 'Europe/London', false)).toBe('Mon 30 Nov 2026, 09:00 GMT');
  expect(startText(at, 'Europe/London', true)).toBe('Monday, 30 November 2026 at 09:00 on each person’s own clock');
});
