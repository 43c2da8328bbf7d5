import type { Leaf } from './rule';

const DAY = 86_400_000;

/** Instants (ISO, UTC) between which a moment must lie: `from` counts, `to` does not. */
export interface InstantBounds {
  from?: string;
  to?: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** A date means its whole day in UTC; an instant its millisecond. */
function spanOf(text: string): { start: number; end: number } {
  const start = Date.parse(text);
  return { start, end: start + (text.length === 10 ? DAY : 1) };
}

export const daysAgo = (now: Date, days: number): string => iso(now.getTime() - days * DAY);

/** What a leaf about a moment asks for. `within_days` ends now, so that moments to come are not in the last n days. */
export function instantBounds({ op, value }: Leaf, now: Date): InstantBounds {
  if (op === 'between') {
    const [from, to] = value as [string, string];
    return { from: iso(spanOf(from).start), to: iso(spanOf(to).end) };
  }
  if (op === 'before') return { to: iso(spanOf(value as string).start) };
  if (op === 'after') return { from: iso(spanOf(value as string).end) };
  if (op === 'within_days') return { from: daysAgo(now, value as number), to: iso(now.getTime() + 1) };
  return { to: daysAgo(now, value as number) };
}

/** The same for a calendar day (`YYYY-MM-DD`, both ends count), as attributes hold it. */
export function dayBounds({ op, value }: Leaf, now: Date): InstantBounds {
  const cut = (text: string) => text.slice(0, 10);
  if (op === 'between') {
    const [from, to] = value as [string, string];
    return { from: cut(from), to: cut(to) };
  }
  const shift = (text: string, days: number) => cut(iso(Date.parse(cut(text)) + days * DAY));
  if (op === 'before') return { to: shift(value as string, -1) };
  if (op === 'after') return { from: shift(value as string, 1) };
  const today = cut(now.toISOString());
  if (op === 'within_days') return { from: shift(today, -(value as number)), to: today };
  return { to: shift(today, -(value as number) - 1) };
}
