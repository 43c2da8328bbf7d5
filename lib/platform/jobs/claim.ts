import type { TagsTx } from '@/db/client';
import { withSystem } from '../db/system';
import type { Services } from '../services';
import { jobQueueNames } from './vocabulary';

export interface ClaimedJob {
  tenantId: string;
  id: string;
  type: string;
  payload: Record<string, unknown>;
  attempts: number;
  maxAttempts: number;
  timeZone: string;
}

export interface Claim {
  /** Unique to this run of this process. */
  lease: string;
  types: readonly string[];
  limit: number;
  now: Date;
  leaseUntil: Date;
  /** Tenant that was served last in each queue: the round goes on behind it. */
  served: Map<string, string>;
}

/** Makes the settings row of each queue where it is missing. */
export async function ensureQueues(services: Pick<Services, 'system'>): Promise<void> {
  await withSystem(
    services,
    (sql) => sql`insert into job_queues ${sql(jobQueueNames.map((name) => ({ name })))} on conflict do nothing`,
  );
}

/** Leases due jobs: in turns by tenant, by priority inside a tenant, within what each queue may run at once. */
export async function claimJobs(services: Pick<Services, 'system'>, claim: Claim): Promise<ClaimedJob[]> {
  if (claim.limit <= 0 || claim.types.length === 0) return [];
  return withSystem(services, async (sql) => {
    // The lock comes before the count as a statement of its own: a later statement sees what the last holder claimed.
    await sql`select name from job_queues where not paused order by name for update`;
    const queues = await sql<{ name: string; free: number }[]>`
      select q.name, q.concurrency - (select count(*)::int from jobs j where j.state = 'running' and j.queue = q.name) as free
      from job_queues q where not q.paused and exists (
        select 1 from jobs j where j.queue = q.name and j.state = 'queued' and j.due_at <= ${claim.now} and j.type = any (${[...claim.types]}))
      order by q.name`;
    const claimed: ClaimedJob[] = [];
    for (const queue of queues) {
      const limit = Math.min(queue.free, claim.limit - claimed.length);
      if (limit > 0) claimed.push(...(await claimFrom(sql, queue.name, limit, claim)));
    }
    return claimed;
  });
}

async function claimFrom(sql: TagsTx, queue: string, limit: number, claim: Claim): Promise<ClaimedJob[]> {
  const types = [...claim.types];
  const served = claim.served.get(queue) ?? '';
  const rows = await sql<(ClaimedJob & { place: number })[]>`
    with recursive waiting (tenant_id) as (
      (select tenant_id from jobs where queue = ${queue} and state = 'queued' order by tenant_id limit 1)
      union all
      select n.tenant_id from waiting w cross join lateral (
        select tenant_id from jobs where queue = ${queue} and state = 'queued' and tenant_id > w.tenant_id order by tenant_id limit 1) n
    ),
    share (size) as (select greatest(1, ceil(${limit}::float / greatest(1, count(*))))::int from waiting),
    picked as (
      select t.tenant_id, t.id, row_number() over (order by t.turn, t.tenant_id <= ${served}, t.tenant_id) as place
      from waiting w cross join lateral (
        select x.tenant_id, x.id, row_number() over (order by x.priority, x.due_at, x.id) as turn from (
          select tenant_id, id, priority, due_at from jobs
          where queue = ${queue} and tenant_id = w.tenant_id and state = 'queued' and due_at <= ${claim.now} and type = any (${types})
          order by priority, due_at, id limit (select size from share) for update skip locked) x) t
      order by place limit ${limit}
    )
    update jobs j set state = 'running', attempts = j.attempts + 1, lease_by = ${claim.lease}, lease_until = ${claim.leaseUntil},
      started_at = coalesce(j.started_at, ${claim.now}), error = null
    from picked p where j.tenant_id = p.tenant_id and j.id = p.id
    returning j.tenant_id as "tenantId", j.id, j.type, j.payload, j.attempts, j.max_attempts as "maxAttempts", p.place::int,
      coalesce((select t.time_zone from tenants t where t.id = j.tenant_id), 'UTC') as "timeZone"`;
  const inTurn = [...rows].sort((a, b) => a.place - b.place);
  const last = inTurn.at(-1);
  if (last) claim.served.set(queue, last.tenantId);
  return inTurn;
}

/** When the next job that waits for its time is due; null when none does. */
export async function nextDue(services: Pick<Services, 'system'>, now: Date): Promise<Date | null> {
  const [row] = await services.system.tags<{ due: Date }[]>`
    select due_at as due from jobs where state = 'queued' and due_at > ${now} order by due_at limit 1`;
  return row?.due ?? null;
}
