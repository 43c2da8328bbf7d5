import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { messageNumbers } from './messages';

/** The counts of a period as a CSV download, one line per group and event. Throws `invalid`, `unavailable`. */
export async function messageNumbersCsv(
  ctx: Ctx,
  given: { from?: string; to?: string; by?: string },
): Promise<Response> {
  const numbers = await messageNumbers(ctx, given as Parameters<typeof messageNumbers>[1]);
  const { by, items, from, to, timeZone } = numbers;
  // A day has no instant: the zone in which it was cut stands behind what programs read by its place.
  const head = by === 'event' ? ['event', 'count'] : [by, 'event', 'count', ...(by === 'day' ? ['time_zone'] : [])];
  const lines = items.map(({ day, channel, event, count }) =>
    csvLine(
      by === 'event'
        ? [event, count]
        : by === 'day'
          ? [day ?? '', event, count, timeZone]
          : [channel ?? '', event, count],
    ),
  );
  return csvResponse(`messages by ${by} ${from} to ${to}.csv`, [csvLine(head), ...lines]);
}
