import { systemTags } from '@/lib/platform/db/system';
import { heldOfClaim } from './queue';
import type { Services } from '@/lib/platform/services';

/** What living workers have of a lane: how many messages, since when one of them could hand over the first, and which workers. */
export interface Held {
  waiting: number;
  since: Date | null;
  workers: number[];
}

/** Workers belong to no tenant: their leases are read by the system role, for messages of this tenant alone. */
export async function heldByLiving(services: Services, tenant: string, lane: string, now: Date): Promise<Held> {
  // The name of a worker ends in the time of its beginning.
  const [held] = await systemTags(services)<Held[]>`
    select count(*)::int as waiting, coalesce(array_agg(distinct w.id), '{}') as workers,
      min(greatest(m.due_at, case when pg_input_is_valid(right(w.name, 36), 'uuid') then uuid_extract_timestamp(right(w.name, 36)::uuid) end)) as since
    from pipeline_claims c join pipeline_workers w on w.id = c.worker_id and w.lease_until > ${now} ${heldOfClaim(systemTags(services))}
    where c.tenant_id = ${tenant} and c.lane_id = ${lane}`;
  return held ?? { waiting: 0, since: null, workers: [] };
}

/** Those of these lanes of which one of these workers has messages in its hands. */
export async function heldBeside(
  services: Services,
  tenant: string,
  lanes: readonly string[],
  workers: readonly number[],
): Promise<string[]> {
  const held = await systemTags(services)<{ lane: string }[]>`
    select distinct lane_id as lane from pipeline_claims
    where tenant_id = ${tenant} and lane_id = any(${lanes}::uuid[]) and worker_id = any(${workers}::int[])`;
  return held.map(({ lane }) => lane);
}
