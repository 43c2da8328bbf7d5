/** A place's own clock: minutes since its midnight, and its calendar day. */
export interface WallClock {
  year: number;
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  minutes: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Null when no such zone is known; formats are kept, since making one costs fifty times what using it does. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch {
    // Not a zone: the caller has another one to fall back on.
  }
  if (formats.size >= 1000) formats.clear();
  formats.set(zone, format);
  return format;
}

export const isZone = (zone: string): boolean => formatOf(zone) !== null;

/** What the clock of a zone shows when it is read as if it were UTC, in milliseconds. Throws RangeError on an unknown zone. */
function shownMs(zone: string, at: number): number {
  const format = formatOf(zone);
  if (!format) throw new RangeError(`There is no time zone "${zone}".`);
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The clock of a zone at an instant. */
export function wallClock(zone: string, at: Date): WallClock {
  const shown = new Date(shownMs(zone, at.getTime()));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    weekday: shown.getUTCDay(),
    minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes(),
  };
}

/**
 * The instant at which a zone's clock shows this day and minute. Where the clock skips it, the first instant after the gap;
 * where it shows it twice, the first of the two. `day` may lie outside its month, as in Date.UTC.
 */
export function instantOf(zone: string, year: number, month: number, day: number, minutes: number): Date {
  const wanted = Date.UTC(year, month - 1, day, 0, minutes);
  const offset = (at: number) => shownMs(zone, at) - Math.floor(at / 1000) * 1000;
  // The offsets that hold a day before and after: between them lies at most one change.
  const before = offset(wanted - dayMs);
  const after = offset(wanted + dayMs);
  for (const candidate of [wanted - Math.max(before, after), wanted - Math.min(before, after)])
    if (shownMs(zone, candidate) === wanted) return new Date(candidate);
  // Skipped: the change itself is the first instant that is not before it.
  let low = wanted - dayMs;
  let high = wanted + dayMs;
  while (high - low > minuteMs) {
    const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
    if (shownMs(zone, middle) < wanted) low = middle;
    else high = middle;
  }
  return new Date(high);
}
