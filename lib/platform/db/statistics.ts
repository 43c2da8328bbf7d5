import type { Ctx } from '../context';
import { withTenantTags } from './tenant';

/** Rows that a tenant may gain before the planner must know of them. */
export const statisticsFrom = 1_000;

/**
 * Refreshes the planner's statistics of what a job fills, whenever it has doubled: told of the rows so far after each batch.
 * A table that grows faster than autovacuum looks is planned for as if empty, and what is a lookup becomes a scan of the tenant.
 */
export function growing(ctx: Ctx, what: 'people' | 'messages', from = statisticsFrom): (rows: number) => Promise<void> {
  let due = from;
  return async (rows) => {
    if (rows < due) return;
    due = Math.max(statisticsFrom, rows * 2);
    await withTenantTags(ctx, (sql) =>
      what === 'people' ? sql`select refresh_contact_statistics()` : sql`select refresh_message_statistics()`,
    );
  };
}
