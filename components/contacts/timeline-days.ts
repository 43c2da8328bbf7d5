import type { TimelineItem } from './timeline-words';

export type TimelineDay = { day: string; label: string; items: TimelineItem[] };

const dayOf = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    Date.parse(at),
  );

/** "Today", "Yesterday", "Mon 16 Nov", "Mon 16 Nov 2025", as the calendar of the zone says. */
function labelOf(at: string, now: string, zone: string): string {
  const day = dayOf(at, zone);
  const today = dayOf(now, zone);
  if (day === today) return 'Today';
  const yesterday = new Date(Date.parse(`${today}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  if (day === yesterday) return 'Yesterday';
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  })
    .format(Date.parse(at))
    .replace(',', '');
}

/** Lines, newest first, by the calendar day of the zone on which they happened. */
export function byDay(items: readonly TimelineItem[], now: string, zone: string): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const item of items) {
    const day = dayOf(item.occurredAt, zone);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, label: labelOf(item.occurredAt, now, zone), items: [item] });
  }
  return days;
}

const place = (item: TimelineItem) => `${item.occurredAt} ${item.id} ${item.type}`;

/**
 * A first page read anew, with the older lines that were shown before. What the new page covers is as it says; a message
 * that moved to a new state is not shown in its old one as well.
 */
export function mergePages(
  fresh: { items: readonly TimelineItem[]; nextCursor: string | null },
  held: readonly TimelineItem[],
): TimelineItem[] {
  const last = fresh.items.at(-1);
  if (!last || fresh.nextCursor === null) return [...fresh.items];
  const ids = new Set(fresh.items.map((item) => item.id));
  return [...fresh.items, ...held.filter((item) => place(item) < place(last) && !ids.has(item.id))];
}
