import type { TagsTx } from '@/db/client';

/**
 * A message that is queued or deferred is in one of two places: in the queue, under its due time, or in a worker's hands, named with
 * that due time by one of its claims. Whoever changes a waiting message changes its row in the queue in the same transaction; what
 * has none there is in a worker's hands, and only that worker answers for it, or who ends its lease.
 */

/** drizzle's `sql` or a connection's own: statements of both kinds queue messages. */
type Tag<Fragment> = (text: TemplateStringsArray, ...values: (string | Fragment)[]) => Fragment;

/** Queues what a statement has just made queued or deferred: to follow `with changed as (… returning id, status, due_at)`. */
export const intoQueue = <Fragment>(tag: Tag<Fragment>, tenant: string, lane: string): Fragment => tag`
  insert into pipeline_queue (tenant_id, lane_id, due_at, message_id)
  select ${tenant}, ${lane}::uuid, due_at, id from changed where status in ('queued', 'deferred')`;

/**
 * The messages of a lane that its claims name, and the earliest time under which each may wait again: with an older one it would be
 * taken for what that claim holds. Whoever gives messages another due time gives none before it; to stand behind `with named as materialized`.
 */
export const namedByClaims = <Fragment>(tag: Tag<Fragment>, tenant: string, lane: string): Fragment => tag`
  select t.id, max(t.due) + interval '1 millisecond' as after from pipeline_claims c cross join unnest(c.messages, c.dues) as t (id, due)
  where c.tenant_id = ${tenant} and c.lane_id = ${lane}::uuid group by t.id`;

/** Whether message `m` is in a worker's hands. */
export const inHands = <Fragment>(tag: Tag<Fragment>): Fragment => tag`
  (m.status in ('queued', 'deferred') and not exists (select 1 from pipeline_queue q
    where q.tenant_id = m.tenant_id and q.lane_id = m.lane_id and q.due_at = m.due_at and q.message_id = m.id))`;

/**
 * How far message `p` is known to have come, by what came back for it; null where nothing shows that it was handed over. Of what
 * `isUnknown` any sign shows it, of what was refused the provider's word.
 */
export const provenState = <Fragment>(tag: Tag<Fragment>, isUnknown: Fragment): Fragment => tag`
  coalesce(proven_state(p, ${isUnknown}), case when exists (
    select 1 from pipeline_delivery_logs l where l.tenant_id = p.tenant_id and l.message_id = p.id and (${isUnknown} or l.event = 'accepted')) then 'sent' end)`;

/** What of claim `c` is still in its worker's hands, as messages `m`; to follow `from pipeline_claims c`. */
export const heldOfClaim = <Fragment>(tag: Tag<Fragment>): Fragment => tag`
  cross join lateral unnest(c.messages, c.dues) as taken (id, due)
  cross join lateral (
    select m.* from pipeline_messages m where m.tenant_id = c.tenant_id and m.id = taken.id and m.due_at = taken.due and ${inHands(tag)} offset 0) m`;

/**
 * Takes messages out of the queue that were taken after all, and lets their lanes be looked at: nobody may be left in them. Gives those
 * it found; the others are in a worker's hands, or somebody is just deciding about them. Waits for nobody: cancelling locks the queue first.
 */
export async function outOfQueue(sql: TagsTx, tenant: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await sql<{ id: string }[]>`
    with mine as materialized (
      select q.ctid as place from pipeline_queue q join pipeline_messages m
        on m.tenant_id = q.tenant_id and m.lane_id = q.lane_id and m.due_at = q.due_at and m.id = q.message_id
      where m.tenant_id = ${tenant} and m.id = any(${ids as string[]}::uuid[]) for update of q skip locked),
    gone as (
      delete from pipeline_queue q where q.tenant_id = ${tenant} and q.ctid = any(array(select place from mine)) returning q.message_id as id, q.lane_id),
    lanes as materialized (
      select l.id from pipeline_lanes l where l.tenant_id = ${tenant} and l.id in (select lane_id from gone) for no key update skip locked),
    woken as (
      update pipeline_lanes l set due_at = least(l.due_at, now()) from lanes where l.tenant_id = ${tenant} and l.id = lanes.id returning pg_notify('pipeline', ${tenant}))
    select id, (select count(*) from woken) as woken from gone`;
  return new Set(rows.map(({ id }) => id));
}
