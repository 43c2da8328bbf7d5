import { z } from 'zod';
import type { TxCtx } from '@/lib/platform/context';
import { instantOf } from '@/lib/platform/zones';
import { addDays, dayIn, daysBetween, utcDay } from './days';
import { countPeople, hits, peopleEvents, toldOnce } from './people';
import type { Grouping } from './vocabulary';

const Row = z.object({ key: z.string(), event: z.string(), n: z.coerce.number().int() });

interface Asked {
  by: Grouping;
  /** Days of `timeZone`, both counted. */
  from: string;
  to: string;
  timeZone: string;
  campaignId?: string | undefined;
  /** These alone. */
  events?: readonly string[];
}

const dayMs = 86_400_000;
const startsKept = 50_000;
const starts = new Map<string, number>();

/** The instant in which a day of a zone begins, in milliseconds. Remembered: finding it means asking for the clock of a zone. */
export function startOf(day: string, zone: string): number {
  if (zone === 'UTC') return Date.parse(day);
  const key = `${zone} ${day}`;
  let start = starts.get(key);
  if (start === undefined) {
    start = instantOf(Date.parse(day), zone);
    if (starts.size >= startsKept) starts.clear();
    starts.set(key, start);
  }
  return start;
}

// As the projections `quarters` and `campaign_quarters` have it, which are read instead of the events wherever no more is asked for.
const quarter = 'toStartOfFifteenMinutes(occurred_at)';

// Our own numbers, which stand in the text: those of two years would not fit into a URL.
const startOfDay = (seconds: readonly string[]) =>
  `roundDown(toInt64(toUnixTimestamp(${quarter})), [${seconds.join()}])`;

const keys: Record<Grouping, { summary: string; quarters: (starts: readonly string[]) => string }> = {
  day: { summary: 'date', quarters: startOfDay },
  channel: { summary: 'channel', quarters: () => 'channel' },
  event: { summary: "''", quarters: () => "''" },
};

const fromSummary = (
  key: string,
  only: string,
) => `select toString(${key}) as key, event_type as event, sum(count) as n from mv_daily_message_summary
  where tenant_id = {tenant:String} and date >= {first:Date} and date < {end:Date} ${only} and ${toldOnce('date')}
  group by key, event`;
const fromQuarters = (
  key: string,
  only: string,
) => `select toString(${key}) as key, event_type as event, count() as n from analytics_events
  where tenant_id = {tenant:String} and entity_type = 'message' ${only}
    and (${quarter} >= fromUnixTimestamp64Milli({low:Int64}) and ${quarter} < fromUnixTimestamp64Milli({summedLow:Int64})
      or ${quarter} >= fromUnixTimestamp64Milli({summedHigh:Int64}) and ${quarter} < fromUnixTimestamp64Milli({high:Int64}))
    and ${toldOnce(`toDate(${quarter}, 'UTC')`)} group by key, event`;

/** Events and their quarters are kept for two years; of days before them only the summary tells. */
const keptDays = 730;

/** The zone in which days from this one on can be cut: the organisation's, or UTC where only the summary is left. */
export const zoneOf = (ctx: TxCtx, from: string): string =>
  from > addDays(dayIn(ctx.clock.now(), ctx.timeZone), -keptDays) ? ctx.timeZone : 'UTC';

/**
 * The whole days of UTC within a span that the summary tells: all, or none for a campaign, and none by day where days are
 * others. Both ends are instants; alike, it tells nothing.
 */
function summedPart(asked: Asked, low: number, high: number): [number, number] {
  const first = Math.ceil(low / dayMs) * dayMs;
  const end = Math.floor(high / dayMs) * dayMs;
  const isSummed = asked.campaignId === undefined && (asked.by !== 'day' || asked.timeZone === 'UTC');
  return isSummed && first < end ? [first, end] : [low, low];
}

/**
 * Counts what happened to messages by a key: by the summary what it tells, by quarters of an hour what is left of the span, and
 * one campaign by quarters alone.
 */
export async function countBy(ctx: TxCtx, asked: Asked): Promise<z.infer<typeof Row>[]> {
  const { by, from, to, timeZone, campaignId, events } = asked;
  const [low, high] = [startOf(from, timeZone), startOf(addDays(to, 1), timeZone)];
  const [summedLow, summedHigh] = summedPart(asked, low, high);
  const isLeft = low < summedLow || summedHigh < high;
  const days = new Map(
    by === 'day' && isLeft ? daysBetween(from, to).map((day) => [`${startOf(day, timeZone) / 1000}`, day]) : [],
  );
  const only = [
    ...(events ? ['and event_type in {events:Array(String)}'] : []),
    ...(campaignId ? ['and campaign_id = {campaign:String}'] : []),
  ].join(' ');
  const parts = [
    ...(summedLow < summedHigh ? [fromSummary(keys[by].summary, only)] : []),
    ...(isLeft ? [fromQuarters(keys[by].quarters([...days.keys()]), only)] : []),
  ];
  const text = `select key, event, sum(n) as n from (${parts.join(' union all ')}) group by key, event order by key, event`;
  const rows = await ctx.services.analytics.query(Row, text, {
    ...{ tenant: ctx.tenant, hits, people: peopleEvents },
    ...(events ? { events: [...events, ...peopleEvents] } : {}),
    ...(campaignId ? { campaign: campaignId } : {}),
    ...{ low, summedLow, summedHigh, high, first: utcDay(summedLow), end: utcDay(summedHigh) },
  });
  return countPeople(rows, ({ key }) => key).map((row) => ({ ...row, key: days.get(row.key) ?? row.key }));
}
