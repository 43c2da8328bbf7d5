import type { Ctx } from '@/lib/platform/context';
import { csvLine, csvResponse } from '@/lib/platform/csv';
import { messageNumbers } from './messages';

/** The counts of a period as a CSV download, one line per group and event. Throws `invalid`, `unavailable`. */
export async function messageNumbersCsv(
  ctx: Ctx,
  given: { from?: string; to?: string; by?: string },
): Promise<Response> {
  const numbers = await messageNumbers(ctx, given as Parameters<typeof messageNumbers>[1]);
  const { by, items, from, to } = numbers;
  const head = by === 'event' ? ['event', 'count'] : [by, 'event', 'count'];
  const lines = items.map((item) =>
    csvLine(
      by === 'event'
        ? [item.event, item.count]
        : [(by === 'day' ? item.day : item.channel) ?? '', item.event, item.count],
    ),
  );
  return csvResponse(`messages by ${by} ${from} to ${to}.csv`, [csvLine(head), ...lines]);
}
