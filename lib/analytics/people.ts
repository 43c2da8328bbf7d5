import { z } from 'zod';
import { countedOnce, firstOf, undoneOf } from '@/lib/pipeline/vocabulary';
import type { Ctx } from '@/lib/platform/context';

const firsts = countedOnce.map(firstOf);
const never = '2149-01-01';

/**
 * From which day people are counted: each message once, as its report counts it. Days before the organisation's first such
 * row were told by hits alone, and stay so.
 */
export async function peopleSince(ctx: Ctx): Promise<string> {
  const [row] = await ctx.services.analytics.query(
    z.object({ day: z.string(), n: z.coerce.number() }),
    'select toString(min(date)) as day, count() as n from mv_daily_message_summary where tenant_id = {tenant:String} and event_type in {firsts:Array(String)}',
    { tenant: ctx.tenant, firsts },
  );
  return row && row.n > 0 ? row.day : never;
}

/** Leaves the hits out of the days on which people are counted; takes the parameters `hits` and `since`. */
export const withoutHits = (day: string): string => `(event_type not in {hits:Array(String)} or ${day} < {since:Date})`;
export const hits = [...countedOnce];

/** The rows that a count of people is made of, beside the hits of earlier days. */
export const peopleEvents = countedOnce.flatMap((event) => [firstOf(event), undoneOf(event)]);

/** What a stored event counts as, and whether it takes back what was counted before. */
const meaning = new Map<string, { event: string; sign: 1 | -1 }>(
  countedOnce.flatMap((event): [string, { event: string; sign: 1 | -1 }][] => [
    [firstOf(event), { event, sign: 1 }],
    [undoneOf(event), { event, sign: -1 }],
  ]),
);

/** Adds up the rows of each group and event; what ends in nothing has no line. */
export function countPeople<Row extends { event: string; n: number }>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const { event, sign } = meaning.get(row.event) ?? { event: row.event, sign: 1 };
    const key = `${groupOf(row)} ${event}`;
    const known = sums.get(key);
    sums.set(key, { ...row, event, n: (known?.n ?? 0) + sign * row.n });
  }
  return [...sums.values()].filter((row) => row.n !== 0);
}
