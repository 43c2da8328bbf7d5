import { instantOf, wallClock } from '@/lib/platform/zones';
import type { ClosedHours } from './schema';

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
const dayMs = 86_400_000;
const keptZones = 2000;
/** The last answer for each hours and zone: thousands of people are asked about in the same minute. `ends`: 0 where they do not hold. */
const answers = new WeakMap<ClosedHours, Map<string, { minute: number; ends: number }>>();

/** Closed at this minute of this weekday? Hours over midnight belong to both days; a closed day is closed until its midnight. */
function isClosed({ from, to, days }: ClosedHours, weekday: number, minutes: number): boolean {
  if (days?.includes(weekday)) return true;
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start < end ? minutes >= start && minutes < end : minutes >= start || minutes < end;
}

/**
 * When closed hours that hold at `at` end on the clock of `zone`; null when they do not hold. Looks eight days ahead: hours that
 * are never over are refused by the schema.
 */
export function closedUntil(hours: ClosedHours, zone: string, at: Date): Date | null {
  const minute = Math.floor(at.getTime() / 60_000);
  const zones = answers.get(hours) ?? new Map<string, { minute: number; ends: number }>();
  let known = zones.get(zone);
  if (known?.minute !== minute) {
    known = { minute, ends: compute(hours, zone, at)?.getTime() ?? 0 };
    if (zones.size >= keptZones) zones.clear();
    zones.set(zone, known);
    answers.set(hours, zones);
  }
  return known.ends === 0 ? null : new Date(known.ends);
}

function compute(hours: ClosedHours, zone: string, at: Date): Date | null {
  const now = wallClock(zone, at);
  if (!isClosed(hours, now.weekday, now.minutes)) return null;
  // It can only open at the end of the hours, or at the midnight that ends a closed day.
  const edges = [0, minutesOf(hours.to)].sort((a, b) => a - b);
  for (let ahead = 0; ahead <= 8; ahead++) {
    const weekday = (now.weekday + ahead) % 7;
    for (const edge of edges) {
      if ((ahead === 0 && edge <= now.minutes) || isClosed(hours, weekday, edge)) continue;
      const opens = instantOf(now.midnight + ahead * dayMs + edge * 60_000, zone);
      if (opens > at.getTime()) return new Date(opens);
    }
  }
  return null;
}
