import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';

/** More than any workers have in their hands; these are the first of the queue. */
const mostHeld = 5_000;

/**
 * How many messages of a lane living workers have in their hands, and since when one of them could hand over the first. Workers
 * belong to no tenant: their leases are read by the system role, for messages of this tenant alone.
 */
export async function heldByLiving(
  services: Services,
  tenant: string,
  lane: string,
  now: Date,
): Promise<{ waiting: number; since: Date | null }> {
  // The name of a worker ends in the time of its beginning.
  const [held] = await systemTags(services)<{ waiting: number; since: Date | null }[]>`
    select count(*)::int as waiting,
      min(greatest(first.due_at, case when pg_input_is_valid(right(w.name, 36), 'uuid') then uuid_extract_timestamp(right(w.name, 36)::uuid) end)) as since from (
      select due_at, lease_by from pipeline_queue where tenant_id = ${tenant} and lane_id = ${lane} order by due_at, message_id limit ${mostHeld}) as first
    join pipeline_workers w on w.id = first.lease_by and w.lease_until > ${now}`;
  return held ?? { waiting: 0, since: null };
}
