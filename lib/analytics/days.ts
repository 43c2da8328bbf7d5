const dayMs = 86_400_000;

/** The day of an instant in UTC, as the daily summary cuts them. */
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/** `n` days later, or earlier when negative. */
export const addDays = (day: string, n: number): string => utcDay(new Date(Date.parse(day) + n * dayMs));

/** Every day of a span, both ends counted. */
export function daysBetween(from: string, to: string): string[] {
  const n = Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
  return Array.from({ length: n + 1 }, (_, i) => addDays(from, i));
}
