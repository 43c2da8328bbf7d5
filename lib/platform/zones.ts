import { z } from 'zod';

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Kept, since making one costs a millisecond; null: there is no such zone. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size > 1000) formats.clear();
  let format: Intl.DateTimeFormat | null = null;
  try {
    const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      ...fields,
      second: 'numeric',
    });
  } catch {
    // What people typed or imported; the caller falls back.
  }
  formats.set(zone, format);
  return format;
}

export const isZone = (zone: string): boolean => formatOf(zone) !== null;

const zonePattern = /^[A-Z][A-Z0-9_+/-]{1,59}$/i;

/** Names of today where Intl still answers the former one. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

const zones = new Set(Intl.supportedValuesOf('timeZone'));

/**
 * A zone by its name of today, as it is spelt: `asia/calcutta` → `Asia/Kolkata`. Null when unknown, and for offsets, letters such
 * as BST, which mean another zone to each reader, and the names of one library, which the database does not know.
 */
export function zoneNamed(typed: string): string | null {
  const name = typed.trim().replaceAll(' ', '_');
  if (!zonePattern.test(name) || !(name.includes('/') || /^(UTC|GMT)$/i.test(name))) return null;
  const known = formatOf(name)?.resolvedOptions().timeZone;
  if (!known || !(known === 'UTC' || known.startsWith('Etc/GMT') || zones.has(known))) return null;
  return renamed[known] ?? known;
}

/** Every zone that can be chosen, by its name of today. */
export const zoneNames = (): string[] => [...new Set(['UTC', ...zones].map((zone) => renamed[zone] ?? zone))].sort();

/** The time zone that somebody typed, by its name of today. */
export const typedZone = z.string().transform((typed, check) => {
  const zone = zoneNamed(typed);
  if (zone === null) check.addIssue('is not a time zone such as Europe/London');
  return zone ?? z.NEVER;
});

/** The clock on the wall of `zone` at an instant, in milliseconds as if it were UTC's. */
export function wallOf(instant: number, zone: string): number {
  const format = formatOf(zone);
  if (!format) throw new RangeError(`There is no time zone ${zone}.`);
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** An instant as the clock of `zone` shows it, with its offset: "2026-11-20T00:00:00+01:00". */
export function zonedIso(at: string, zone: string): string {
  const wall = wallOf(Date.parse(at), zone);
  const minutes = Math.round((wall - Date.parse(at)) / 60_000);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
  return `${new Date(wall).toISOString().slice(0, 19)}${offset}`;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The day of an instant on the calendar of `zone`, as one says it: "14 Nov 2026". */
export function dayText(at: string, zone: string): string {
  let format = dayFormats.get(zone);
  if (!format) {
    if (dayFormats.size > 1000) dayFormats.clear();
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' });
    dayFormats.set(zone, format);
  }
  return format.format(Date.parse(at));
}

const dayMs = 86_400_000;

/**
 * When the clock on the wall of `zone` shows `wall` (milliseconds as if it were UTC's). An hour that is left out in spring means
 * as much later; one that comes twice in autumn means the first time.
 */
export function instantOf(wall: number, zone: string): number {
  const offset = (instant: number) => wallOf(instant, zone) - instant;
  const before = offset(wall - dayMs);
  const after = offset(wall + dayMs);
  const first = wall - Math.max(before, after);
  const second = wall - Math.min(before, after);
  for (const instant of [first, second]) if (wallOf(instant, zone) === wall) return instant;
  return wall - before;
}

/** `YYYY-MM-DDTHH:MM` as milliseconds on the wall, and back. */
export const wallFrom = (text: string): number => Date.parse(`${text.slice(0, 16)}:00Z`);
export const wallText = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

/** A place's own clock: minutes since its midnight, and its calendar day. */
export interface WallClock {
  /** The midnight before, in milliseconds on the wall. */
  midnight: number;
  /** 0 is Sunday. */
  weekday: number;
  minutes: number;
}

/** The clock of a zone at an instant. */
export function wallClock(zone: string, at: Date): WallClock {
  const wall = wallOf(at.getTime(), zone);
  const midnight = Math.floor(wall / dayMs) * dayMs;
  return { midnight, weekday: new Date(wall).getUTCDay(), minutes: Math.floor((wall - midnight) / 60_000) };
}
