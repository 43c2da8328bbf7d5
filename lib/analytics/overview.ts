import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { outbox } from '@/db/schema';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { addDays, daysBetween, utcDay } from './days';
import { countPeople, hits, peopleEvents, toldOnce } from './people';
import { rowId } from './row';
import { Overview } from './schema';
import { overviewEvents, type OverviewEvent } from './vocabulary';

const DayRow = z.object({ day: z.string(), event: z.string(), n: z.coerce.number().int() });
const isShown = (event: string): event is OverviewEvent => overviewEvents.some((each) => each === event);
const span = 30;
const dayMs = 86_400_000;

async function newestEvent(ctx: TxCtx): Promise<string | null> {
  const [row] = await ctx.services.analytics.query(
    z.object({ at: z.string(), n: z.coerce.number() }),
    'select max(occurred_at) as at, count() as n from analytics_events where tenant_id = {tenant:String}',
    { tenant: ctx.tenant },
  );
  return row && row.n > 0 ? new Date(row.at).toISOString() : null;
}

/** Is the newest fact's first row there? Ids are made from facts, so the answer is exact, clocks aside. */
async function lagSeconds(ctx: TxCtx): Promise<number> {
  const [fact] = await ctx.tx
    .select({ id: outbox.id, at: outbox.occurredAt })
    .from(outbox)
    .where(eq(outbox.tenantId, ctx.tenant))
    .orderBy(desc(outbox.id))
    .limit(1);
  if (!fact) return 0;
  const [row] = await ctx.services.analytics.query(
    z.object({ n: z.coerce.number() }),
    `select count() as n from analytics_events where tenant_id = {tenant:String} and id = {id:UUID} and occurred_at >= fromUnixTimestamp64Milli({since:Int64})`,
    { tenant: ctx.tenant, id: rowId(fact.id, 0), since: fact.at.getTime() - dayMs },
  );
  return row?.n ? 0 : Math.max(0.001, (ctx.clock.now().getTime() - fact.at.getTime()) / 1000);
}

export const overview = query({
  name: 'analytics.overview',
  summary: 'The last 30 days of messages, day by day, and how fresh the numbers are',
  access: 'analytics:read',
  http: { method: 'GET', path: '/analytics/overview' },
  input: z.object({}),
  output: Overview,
  async run(ctx) {
    const to = utcDay(ctx.clock.now());
    const from = addDays(to, 1 - span);
    const rows = await ctx.services.analytics.query(
      DayRow,
      `select toString(date) as day, event_type as event, sum(count) as n from mv_daily_message_summary
        where tenant_id = {tenant:String} and date between {from:Date} and {to:Date} and event_type in {events:Array(String)} and ${toldOnce('date')} group by day, event`,
      {
        tenant: ctx.tenant,
        from,
        to,
        events: [...overviewEvents, ...peopleEvents],
        hits,
        people: peopleEvents,
      },
    );
    const none = { sent: 0, delivered: 0, opened: 0, clicked: 0, replied: 0 };
    const totals = { ...none };
    const days = new Map(daysBetween(from, to).map((day) => [day, { day, ...none }]));
    for (const { day, event, n } of countPeople(rows, (row) => row.day)) {
      if (!isShown(event)) continue;
      totals[event] += n;
      const line = days.get(day);
      if (line) line[event] += n;
    }
    const [newestEventAt, lag] = await Promise.all([newestEvent(ctx), lagSeconds(ctx)]);
    return { from, to, totals, days: [...days.values()], freshness: { newestEventAt, lagSeconds: lag } };
  },
});
