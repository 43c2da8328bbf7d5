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

const keys: Record<Grouping, { summary: string; events: string }> = {
  day: { summary: 'date', events: 'toDate(occurred_at, {zone:String})' },
  channel: { summary: 'channel', events: 'channel' },
  event: { summary: "''", events: "''" },
};

const fromSummary = (
  key: string,
  only: string,
) => `select toString(${key}) as key, event_type as event, sum(count) as n from mv_daily_message_summary
  where tenant_id = {tenant:String} and date >= {first:Date} and date < {end:Date} ${only} and ${toldOnce('date')}
  group by key, event`;
const fromEvents = (
  key: string,
  only: string,
) => `select toString(${key}) as key, event_type as event, count() as n from analytics_events
  where tenant_id = {tenant:String} and entity_type = 'message' ${only}
    and (occurred_at >= fromUnixTimestamp64Milli({low:Int64}) and occurred_at < fromUnixTimestamp64Milli({summedLow:Int64})
      or occurred_at >= fromUnixTimestamp64Milli({summedHigh:Int64}) and occurred_at < fromUnixTimestamp64Milli({high:Int64}))
    and ${toldOnce("toDate(occurred_at, 'UTC')")} group by key, event`;

const dayMs = 86_400_000;
const startOf = (day: string, zone: string) => instantOf(Date.parse(day), zone);
const answersKept = 1000;
const answers = new Map<string, boolean>();

/** Whether the days of a span begin and end as UTC's do: then the summary has them. Remembered: each day is looked at. */
export function isUtcs({ from, to, timeZone }: Pick<Asked, 'from' | 'to' | 'timeZone'>): boolean {
  if (timeZone === 'UTC') return true;
  const key = `${timeZone} ${from} ${to}`;
  let known = answers.get(key);
  if (known === undefined) {
    known = daysBetween(from, addDays(to, 1)).every((day) => startOf(day, timeZone) === Date.parse(day));
    if (answers.size >= answersKept) answers.clear();
    answers.set(key, known);
  }
  return known;
}

/** Events are kept for two years; of days before them only the summary tells. */
const keptDays = 730;

/** The zone in which days from this one on can be cut: the organisation's, or UTC where only the summary is left. */
export const zoneOf = (ctx: TxCtx, from: string): string =>
  from > addDays(dayIn(ctx.clock.now(), ctx.timeZone), -keptDays) ? ctx.timeZone : 'UTC';

/**
 * The whole days of UTC within a span that the summary tells: all, or none for a campaign, and by day where the zone's days are
 * others. Both ends are instants; alike, it tells nothing.
 */
function summedPart(asked: Asked, low: number, high: number): [number, number] {
  const first = Math.ceil(low / dayMs) * dayMs;
  const end = Math.floor(high / dayMs) * dayMs;
  const isSummed = asked.campaignId === undefined && (asked.by !== 'day' || isUtcs(asked));
  return isSummed && first < end ? [first, end] : [low, low];
}

/** Counts what happened to messages by a key: by the summary what it tells, by events what is left of the span. */
export async function countBy(ctx: TxCtx, asked: Asked): Promise<z.infer<typeof Row>[]> {
  const { by, from, to, timeZone, campaignId, events } = asked;
  const [low, high] = [startOf(from, timeZone), startOf(addDays(to, 1), timeZone)];
  const [summedLow, summedHigh] = summedPart(asked, low, high);
  const only = [
    ...(events ? ['and event_type in {events:Array(String)}'] : []),
    ...(campaignId ? ['and campaign_id = {campaign:String}'] : []),
  ].join(' ');
  const parts = [
    ...(summedLow < summedHigh ? [fromSummary(keys[by].summary, only)] : []),
    ...(low < summedLow || summedHigh < high ? [fromEvents(keys[by].events, only)] : []),
  ];
  const text = `select key, event, sum(n) as n from (${parts.join(' union all ')}) group by key, event order by key, event`;
  const rows = await ctx.services.analytics.query(Row, text, {
    ...{ tenant: ctx.tenant, hits, people: peopleEvents, zone: timeZone },
    ...(events ? { events: [...events, ...peopleEvents] } : {}),
    ...(campaignId ? { campaign: campaignId } : {}),
    ...{ low, summedLow, summedHigh, high, first: utcDay(summedLow), end: utcDay(summedHigh) },
  });
  return countPeople(rows, ({ key }) => key);
}
