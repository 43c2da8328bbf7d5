import type { Clock } from '../clock';
import { withSystem } from '../db/system';
import { safeMessage } from '../errors';
import type { Logger } from '../log';
import type { Services } from '../services';
import type { BatchedJob, BatchHandler } from './define';
import { backoff } from './finish';

interface Picked extends BatchedJob {
  attempts: number;
}

export interface BatchOptions {
  lease: string;
  clock: Clock;
  log: Logger;
  size?: number;
}

/**
 * Locks a batch of due jobs, runs it, and completes it, all in one transaction: a kill rolls all of it back.
 * Returns how many jobs completed; 0 when nothing was due or the handler threw.
 */
export async function runBatch(services: Services, handler: BatchHandler, options: BatchOptions): Promise<number> {
  const now = options.clock.now();
  let picked: Picked[] = [];
  try {
    return await withSystem(services, async (sql) => {
      picked = await sql<Picked[]>`
        with recursive open as (
          select q.name from job_queues q where not q.paused
        ),
        waiting (queue, tenant_id) as (
          select o.name, f.tenant_id from open o cross join lateral (
            select tenant_id from jobs where queue = o.name and state = 'queued' order by tenant_id limit 1) f
          union all
          select w.queue, n.tenant_id from waiting w cross join lateral (
            select tenant_id from jobs where queue = w.queue and state = 'queued' and tenant_id > w.tenant_id order by tenant_id limit 1) n
        ),
        share (size) as (select greatest(1, ceil(${options.size ?? 1000}::float / greatest(1, count(*))))::int from waiting)
        select x.tenant_id as tenant, x.id, x.payload, x.attempts from waiting w cross join lateral (
          select tenant_id, id, payload, attempts from jobs
          where queue = w.queue and tenant_id = w.tenant_id and state = 'queued' and due_at <= ${now} and type = ${handler.type}
          order by priority, due_at, id limit (select size from share) for update skip locked) x
        limit ${options.size ?? 1000}`;
      if (picked.length === 0) return 0;
      await handler.run(picked, { sql, services });
      const tenants = picked.map((job) => job.tenant);
      const ids = picked.map((job) => job.id);
      await sql`
        with done as (select * from unnest(${tenants}::text[], ${ids}::uuid[]) as d (tenant_id, id)),
          completed as (
            update jobs j set state = 'completed', attempts = j.attempts + 1, started_at = ${now}, finished_at = ${now}, error = null
            from done d where j.tenant_id = d.tenant_id and j.id = d.id)
        insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
        select tenant_id, 'job.finished', 'job_batch', (array_agg(id))[1], ${now.getTime()}::bigint,
          jsonb_build_object('state', 'completed', 'type', ${handler.type}::text, 'ids', jsonb_agg(id)), ${now} from done group by tenant_id`;
      return picked.length;
    });
  } catch (error) {
    options.log.warn({ err: error, type: handler.type, jobs: picked.length }, 'a batch of jobs was rolled back');
    await putBack(services, picked, error, now);
    return 0;
  }
}

/** Counts the failed attempt of each job of a batch that was rolled back. */
async function putBack(services: Services, picked: readonly Picked[], error: unknown, now: Date): Promise<void> {
  if (picked.length === 0) return;
  const message = safeMessage(error);
  const dueAt = new Date(now.getTime() + backoff(Math.max(...picked.map((job) => job.attempts)) + 1, Math.random()));
  await withSystem(
    services,
    (sql) => sql`
    with failed as (select * from unnest(${picked.map((job) => job.tenant)}::text[], ${picked.map((job) => job.id)}::uuid[]) as f (tenant_id, id))
    update jobs j set attempts = j.attempts + 1, error = ${message}, due_at = ${dueAt},
      state = case when j.attempts + 1 >= j.max_attempts then 'dead' else 'queued' end,
      finished_at = case when j.attempts + 1 >= j.max_attempts then ${now}::timestamptz end
    from failed f where j.tenant_id = f.tenant_id and j.id = f.id and j.state = 'queued'`,
  );
}
