import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AnalyticsPort } from '@/lib/platform/analytics';
import { analyticsRows, type AnalyticsFact, type AnalyticsRow } from './row';

const maxRows = 50_000;
const maxLookup = 10_000;

/** Whole facts, in pieces of at most 50,000 rows. */
function* pieces(facts: readonly AnalyticsFact[]): Generator<AnalyticsRow[]> {
  let rows: AnalyticsRow[] = [];
  for (const fact of facts) {
    const more = analyticsRows(fact);
    if (rows.length > 0 && rows.length + more.length > maxRows) {
      yield rows;
      rows = [];
    }
    rows = rows.concat(more);
  }
  if (rows.length > 0) yield rows;
}

/** Which of these rows stand already. Bounded by tenant, event and time: the head of the table's order. */
async function known(analytics: AnalyticsPort, rows: readonly AnalyticsRow[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let from = 0; from < rows.length; from += maxLookup) {
    const part = rows.slice(from, from + maxLookup);
    const times = part.map((row) => Date.parse(row.occurred_at));
    const bounds = times.reduce(([low, high], t) => [Math.min(low, t), Math.max(high, t)] as const, [
      Infinity,
      -Infinity,
    ] as const);
    // The ids are our own hashes, and stand in the text: as parameters they would have to fit into a URL.
    const existing = await analytics.query(
      z.object({ id: z.string() }),
      `select toString(id) as id from analytics_events where tenant_id in {tenants:Array(String)} and event_type in {events:Array(String)}
        and occurred_at between fromUnixTimestamp64Milli({low:Int64}) and fromUnixTimestamp64Milli({high:Int64}) and id in (select toUUID(arrayJoin(splitByChar(',', '${part.map((row) => row.id).join()}'))))`,
      {
        tenants: [...new Set(part.map((r) => r.tenant_id))],
        events: [...new Set(part.map((r) => r.event_type))],
        low: bounds[0],
        high: bounds[1],
      },
    );
    for (const { id } of existing) found.add(id);
  }
  return found;
}

const tokenOf = (rows: readonly AnalyticsRow[]) =>
  createHash('sha256')
    .update(rows.map((row) => row.id).join())
    .digest('hex');

/**
 * Stores facts in analytics_events, each exactly once however often it comes: rows that stand already are left out, and
 * the token covers a repeat of the same insert. Returns the number of rows written; throws `unavailable` when it must be tried again.
 */
export async function ingestFacts(analytics: AnalyticsPort, facts: readonly AnalyticsFact[]): Promise<number> {
  const once = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  let written = 0;
  for (const rows of pieces(once)) {
    const standing = await known(analytics, rows);
    const fresh = standing.size ? rows.filter((row) => !standing.has(row.id)) : rows;
    if (fresh.length === 0) continue;
    await analytics.insert('analytics_events', fresh, tokenOf(fresh));
    written += fresh.length;
  }
  return written;
}
