import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import type { Whereabouts } from '@/lib/platform/person-zone';
import type { CampaignRow } from '../queries';
import { gridOf, localTimes } from './dues';

/** Whether its messages have their times by a pace or by local hours. */
export const goesInTurn = ({ perHour, sendLocal }: CampaignRow): boolean => perHour !== null || sendLocal;

/** Whether no job hands out times of this campaign, so that whoever holds its row may. A closed lane waits for one. */
export async function mayGiveTurns(ctx: TxCtx, row: CampaignRow): Promise<boolean> {
  if (!row.plannedAt) return false;
  const [free] = await ctx.tx.execute(sql`
    select 1 from pipeline_lanes l where l.tenant_id = ${ctx.tenant} and l.id = ${row.id} and l.state = 'active'
      and not (${row.decidedAt !== null}::boolean and exists (
        select 1 from pipeline_messages m where m.tenant_id = ${ctx.tenant} and m.source_type = 'campaign' and m.source_id = ${row.id} and m.rare_status = 'planned'))`);
  return free !== undefined;
}

/**
 * Turns among those who are in the queue, by the campaign's pace and local hours, one for each contact. From the next slot on:
 * who went in this one has left the queue. The caller holds the campaign's row.
 */
export async function turnsFor(ctx: TxCtx, row: CampaignRow, contactIds: readonly string[]): Promise<Date[]> {
  const now = ctx.clock.now();
  const localOf = row.sendLocal ? localTimes(ctx, row) : null;
  const places = localOf ? await placesOf(ctx, contactIds) : null;
  const grid = row.perHour ? gridOf(row, row.perHour, now) : null;
  const next = grid ? grid.slotAfter(now.getTime()) : now.getTime();
  if (grid) {
    const taken = await ctx.tx.execute<{ due: number; n: number }>(sql`
      select (extract(epoch from due_at) * 1000)::float8 as due, count(*)::int as n from pipeline_queue
      where tenant_id = ${ctx.tenant} and lane_id = ${row.id} and due_at >= ${new Date(next).toISOString()}::timestamptz and due_at < 'infinity' group by due_at`);
    for (const { due, n } of taken) grid.occupy(due, n);
  }
  return contactIds.map((id) => {
    const notBefore = Math.max(localOf?.(places?.get(id) ?? null) ?? next, next);
    return new Date(grid ? grid.take(notBefore, now.getTime()) : notBefore);
  });
}

async function placesOf(ctx: TxCtx, ids: readonly string[]): Promise<Map<string, Whereabouts>> {
  const rows = await ctx.tx.execute<Record<'id', string> & Record<'timeZone' | 'country', string | null>>(sql`
    select id, time_zone as "timeZone", country from contacts
    where tenant_id = ${ctx.tenant} and id = any(${sql.param([...ids])}::uuid[]) and (time_zone is not null or country is not null)`);
  return new Map(rows.map((row) => [row.id, row]));
}
