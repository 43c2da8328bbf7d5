import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';

/** Fewer say nothing about how fast it goes. */
export const fewest = 100;
const lately = 10;

/** Messages a second over the last campaigns that went as fast as they could; null when there were none of any size. */
export async function usualRate(ctx: TxCtx): Promise<number | null> {
  const [row] = await ctx.tx.execute<{ rate: number | null }>(sql`
    select sum(sent_count)::float8 / nullif(sum(seconds), 0) as rate from (
      select s.sent_count, greatest(1, extract(epoch from c.completed_at - c.started_at) - c.paused_seconds)::float8 as seconds
      from campaigns c join campaign_stats s on s.tenant_id = c.tenant_id and s.campaign_id = c.id
      where c.tenant_id = ${ctx.tenant} and c.status = 'completed' and c.per_hour is null and not c.send_local and c.test_percent = 100 and s.sent_count >= ${fewest}
      order by c.completed_at desc limit ${lately}) as last`);
  return row?.rate ?? null;
}
