import { instantOf, wallFrom, wallOf, wallText } from '@/lib/platform/zones';

/** A clock that is a little slow, or a form that was open for a while, is not refused. */
const lateMs = 60_000;
/** What is planned further ahead is a slip of the keyboard. */
const mostYears = 2;

/** When the clock of `zone` shows `localTime`, as in 2026-05-31T09:00; null: that is no date and time. */
export function startAt(localTime: string, zone: string): Date | null {
  const wall = wallFrom(localTime);
  return Number.isNaN(wall) ? null : new Date(instantOf(wall, zone));
}

/** What the clock of `zone` shows at an instant: 2026-05-31T09:00. */
export const localTimeAt = (at: string, zone: string): string => wallText(wallOf(Date.parse(at), zone));

/** What is wrong with a time to send at, and the way out; null: nothing. */
export function wrongStart(at: Date, now: Date): { is: string; way: string } | null {
  if (at.getTime() - now.getTime() < -lateMs)
    return { is: 'lies in the past', way: 'Choose a later one, or send now.' };
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + mostYears);
  return at > last ? { is: `lies over ${mostYears} years ahead`, way: 'Choose an earlier one.' } : null;
}
