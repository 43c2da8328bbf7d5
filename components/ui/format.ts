export const defaultLocale = 'en-GB';

/** 12408 → "12,408". */
export function formatNumber(value: number, locale = defaultLocale, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale, options).format(value);
}

/** Exact up to 99,999, then "124.6k": axes and tabs only. Cut down, never rounded up past the truth. */
export function formatCount(value: number, locale = defaultLocale): string {
  if (Math.abs(value) <= 99_999) return formatNumber(value, locale);
  const [size, letter] = Math.abs(value) < 1_000_000 ? [1_000, 'k'] : [1_000_000, 'M'];
  return `${formatNumber(Math.trunc((value / size) * 10) / 10, locale)}${letter}`;
}

/** "12k", "1.5k", "400": tick marks of an axis. */
export function formatTick(value: number, locale = defaultLocale): string {
  if (Math.abs(value) < 1_000) return formatNumber(value, locale);
  const [size, letter] = Math.abs(value) < 1_000_000 ? [1_000, 'k'] : [1_000_000, 'M'];
  return `${formatNumber(value / size, locale, { maximumFractionDigits: 1 })}${letter}`;
}

/** A share of a whole: one decimal, two under 1 %, "–" when there is no whole. */
export function formatRate(part: number, whole: number, locale = defaultLocale): string {
  if (whole <= 0) return '–';
  const percent = (part / whole) * 100;
  const digits = percent !== 0 && percent < 1 ? 2 : 1;
  return `${formatNumber(percent, locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} %`;
}

/** Minor units to money: 425000, GBP → "£4,250"; minor units are shown only if any are non-zero. */
export function formatMoney(minor: number, currency: string, locale = defaultLocale): string {
  const digits =
    new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const scale = 10 ** digits;
  const shown = minor % scale === 0 ? 0 : digits;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  }).format(minor / scale);
}

/** Seconds in words: 42 s · 9 min · 1 h 10. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest}`;
}

/** A time left, rounded as one would say it: "about 9 min". */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 60) return 'under a minute';
  return `about ${formatDuration(Math.round(seconds / 60) * 60)}`;
}

const millis = (at: string | Date): number => (typeof at === 'string' ? Date.parse(at) : at.getTime());

function parts(at: number, zone: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }).format(at);
}

/** Relative under 24 h ("18 min", "in 2 h"), then "14 Nov", then "14 Nov 2025". */
export function formatWhen(at: string | Date, now: string | Date, zone: string, locale = defaultLocale): string {
  const then = millis(at);
  const seconds = (millis(now) - then) / 1_000;
  const distance = Math.abs(seconds);
  if (distance < 45) return 'now';
  if (distance < 86_400) {
    const minutes = Math.max(1, Math.round(distance / 60));
    const words = minutes < 60 ? `${minutes} min` : `${Math.min(23, Math.round(minutes / 60))} h`;
    return seconds < 0 ? `in ${words}` : words;
  }
  const year = (value: number) => parts(value, zone, 'en-GB', { year: 'numeric' });
  const sameYear = year(then) === year(millis(now));
  return parts(then, zone, locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** The same as part of a sentence: "18 min ago", "just now", "in 2 h", "on 14 Nov". */
export function formatAgo(at: string | Date, now: string | Date, zone: string, locale = defaultLocale): string {
  const words = formatWhen(at, now, zone, locale);
  if (words === 'now') return 'just now';
  if (words.startsWith('in ')) return words;
  return Math.abs(millis(now) - millis(at)) < 86_400_000 ? `${words} ago` : `on ${words}`;
}

/** Date and time with the zone named: "14 Nov 2026, 09:15:02 GMT". */
export function formatExact(at: string | Date, zone: string, locale = defaultLocale): string {
  return parts(millis(at), zone, locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}

/** A time that was chosen: "Saturday, 14 November 2026 at 09:15". */
export function formatChosen(at: string | Date, zone: string, locale = defaultLocale): string {
  const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return `${parts(millis(at), zone, locale, day)} at ${formatClock(at, zone, locale)}`;
}

/** A time that is still to come, to the minute, with its weekday and the zone named: "Sat 14 Nov 2026, 09:15 GMT". */
export function formatDue(at: string | Date, zone: string, locale = defaultLocale): string {
  const then = millis(at);
  const weekday = parts(then, zone, locale, { weekday: 'short' });
  const rest = parts(then, zone, locale, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  });
  return `${weekday} ${rest}`;
}

/** Hour and minute in the zone: "09:15". */
export function formatClock(at: string | Date, zone: string, locale = defaultLocale): string {
  return parts(millis(at), zone, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** What somebody waits for, by the clock: "until 12:46", on another day "until 14 Nov, 09:15". */
export function formatUntil(at: string | Date, now: string | Date, zone: string, locale = defaultLocale): string {
  const day = (of: string | Date, year: boolean) =>
    parts(millis(of), zone, locale, { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}) });
  const year = (of: string | Date) => parts(millis(of), zone, locale, { year: 'numeric' });
  const clock = formatClock(at, zone, locale);
  if (day(at, true) === day(now, true)) return `until ${clock}`;
  return `until ${day(at, year(at) !== year(now))}, ${clock}`;
}

/** First and last word's initials, by whole characters; "?" for an empty name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** A stable number from 1 to 6 for a name: its colour. */
export function hueOf(name: string): 1 | 2 | 3 | 4 | 5 | 6 {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 4_294_967_291;
  return ((hash % 6) + 1) as 1 | 2 | 3 | 4 | 5 | 6;
}
