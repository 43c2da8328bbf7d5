import { wallOf } from '@/lib/platform/zones';

const dayMs = 86_400_000;

/** The day of an instant on UTC's calendar. */
export const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The day of an instant on the calendar of a zone. */
export const dayIn = (at: Date, zone: string): string => utcDay(wallOf(at.getTime(), zone));

/** `n` days later, or earlier when negative. */
export const addDays = (day: string, n: number): string => utcDay(Date.parse(day) + n * dayMs);

/** Every day of a span, both ends counted. */
export function daysBetween(from: string, to: string): string[] {
  const n = Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
  return Array.from({ length: n + 1 }, (_, i) => addDays(from, i));
}
