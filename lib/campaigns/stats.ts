import { sql as query, type SQL } from 'drizzle-orm';
import type { Tags, TagsTx } from '@/db/client';
import type { TxCtx } from '@/lib/platform/context';

/** What the recount needs of a fact about messages. */
export interface MessageNews {
  tenant: string;
  payload: Record<string, unknown>;
}

/** Campaigns counted in one round of the timer; the oldest change comes first. */
const perRound = 200;
/** A recount may take a fifth of the time: what took a second is counted again after five. */
const restFactor = 5;

/** Notes which campaigns these facts about messages belong to; their counts are renewed within seconds. */
export async function tellStale(sql: Tags | TagsTx, facts: readonly MessageNews[], now: Date): Promise<void> {
  const wanted = new Map<string, [string, string]>();
  for (const { tenant, payload } of facts) {
    if (payload['sourceType'] === 'campaign')
      wanted.set(`${tenant} ${String(payload['sourceId'])}`, [tenant, String(payload['sourceId'])]);
  }
  if (wanted.size === 0) return;
  const pairs = [...wanted.values()].sort(([a, x], [b, y]) => (a + x < b + y ? -1 : 1));
  await sql`
    insert into campaign_stats (tenant_id, campaign_id, stale_at, breakdown_stale_at)
    select c.tenant_id, c.id, ${now}, ${now} from unnest(${pairs.map(([tenant]) => tenant)}::text[], ${pairs.map(([, id]) => id)}::uuid[]) with ordinality as w(tenant_id, id, place)
    join campaigns c on c.tenant_id = w.tenant_id and c.id = w.id order by w.place
    on conflict (tenant_id, campaign_id) do update set stale_at = coalesce(campaign_stats.stale_at, excluded.stale_at),
      breakdown_stale_at = excluded.breakdown_stale_at`;
}

/**
 * The same of one whose messages are queued again, of which no fact tells. Before these are locked: a recount holds this row for
 * long, and nothing that workers need may be held while it is waited for.
 */
export const recountLater = (ctx: TxCtx, id: string): Promise<void> =>
  markStale(ctx, id, query`, breakdown_stale_at = ${ctx.clock.now().toISOString()}::timestamptz`);

/** The same where only what becomes of failed ones was decided: no part of the report depends on that. */
export const recountTotalsLater = (ctx: TxCtx, id: string): Promise<void> => markStale(ctx, id, query``);

async function markStale(ctx: TxCtx, id: string, more: SQL): Promise<void> {
  await ctx.tx.execute(
    query`update campaign_stats set stale_at = coalesce(stale_at, ${ctx.clock.now().toISOString()}::timestamptz) ${more} where tenant_id = ${ctx.tenant} and campaign_id = ${id}`,
  );
}

/** The parts of every report, whose days are cut by another clock from now on. What is being counted at this moment has changed and is counted again anyway. */
export async function recountPartsLater(ctx: TxCtx): Promise<void> {
  await ctx.tx.execute(query`
    update campaign_stats s set breakdown_stale_at = ${ctx.clock.now().toISOString()}::timestamptz
    from (select campaign_id from campaign_stats where tenant_id = ${ctx.tenant} and breakdown is not null for update skip locked) as counted
    where s.tenant_id = ${ctx.tenant} and s.campaign_id = counted.campaign_id`);
}

/** Recounts the campaigns whose messages have changed since they were counted, each in a transaction of its own. Returns how many. */
export async function recountStale(sql: Tags, now: Date): Promise<number> {
  const due = await sql<{ tenant: string; id: string }[]>`
    select tenant_id as tenant, campaign_id as id from campaign_stats
    where stale_at is not null and updated_at + recount_ms * ${restFactor}::int * interval '1 millisecond' <= ${now}
    order by stale_at limit ${perRound}`;
  for (const { tenant, id } of due) await sql`select update_campaign_email_stats(${tenant}, ${id})`;
  return due.length;
}

/** The parts of a report read every recipient: they may take a thirtieth of the time. */
const breakdownRestFactor = 30;

/** Counts the parts of the reports whose campaigns have changed, the longest ago first. Returns how many. */
export async function recountBreakdowns(sql: Tags, now: Date): Promise<number> {
  const due = await sql<{ tenant: string; id: string }[]>`
    select tenant_id as tenant, campaign_id as id from campaign_stats
    where breakdown_stale_at is not null and (breakdown_at is null or breakdown_at + breakdown_ms * ${breakdownRestFactor}::int * interval '1 millisecond' <= ${now})
    order by breakdown_at nulls first limit ${perRound}`;
  for (const { tenant, id } of due) await sql`select update_campaign_breakdown(${tenant}, ${id})`;
  return due.length;
}
