import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { outbox } from '@/db/schema';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { addDays, dayIn, daysBetween } from './days';
import { rowId } from './row';
import { Overview } from './schema';
import { countBy } from './source';
import { overviewEvents, type OverviewEvent } from './vocabulary';

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
    const { timeZone } = ctx;
    const to = dayIn(ctx.clock.now(), timeZone);
    const from = addDays(to, 1 - span);
    const rows = await countBy(ctx, { by: 'day', from, to, timeZone, events: overviewEvents });
    const none = { sent: 0, delivered: 0, opened: 0, clicked: 0, replied: 0 };
    const totals = { ...none };
    const days = new Map(daysBetween(from, to).map((day) => [day, { day, ...none }]));
    for (const { key, event, n } of rows) {
      if (!isShown(event)) continue;
      totals[event] += n;
      const line = days.get(key);
      if (line) line[event] += n;
    }
    const [newestEventAt, lag] = await Promise.all([newestEvent(ctx), lagSeconds(ctx)]);
    return { from, to, timeZone, totals, days: [...days.values()], freshness: { newestEventAt, lagSeconds: lag } };
  },
});
