/**
 * The queue holds exactly the messages that are queued or deferred, under their due time: whoever changes one of these changes its
 * row in the same transaction. A row with a lease is in a worker's hands, and only that worker takes it out, or who ends the lease.
 */

/** drizzle's `sql` or a connection's own: statements of both kinds queue messages. */
type Tag<Fragment> = (text: TemplateStringsArray, ...values: string[]) => Fragment;

/** Queues what a statement has just made queued or deferred: to follow `with changed as (… returning id, status, due_at)`. */
export const intoQueue = <Fragment>(tag: Tag<Fragment>, tenant: string, lane: string): Fragment => tag`
  insert into pipeline_queue (tenant_id, lane_id, due_at, message_id)
  select ${tenant}, ${lane}::uuid, due_at, id from changed where status in ('queued', 'deferred')`;

/** Whether message `m` is in a worker's hands. */
export const inHands = <Fragment>(tag: Tag<Fragment>): Fragment => tag`
  exists (select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.lane_id = m.lane_id and q.due_at = m.due_at and q.message_id = m.id and q.lease_by is not null)`;
