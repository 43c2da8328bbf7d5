import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';

/** More than any workers have in their hands; these are the first of the queue. */
const mostHeld = 5_000;

/**
 * How many messages of a lane living workers have in their hands, and since when the first of them was due. Workers belong to no
 * tenant: their leases are read by the system role, for messages of this tenant alone.
 */
export async function heldByLiving(
  services: Services,
  tenant: string,
  lane: string,
  now: Date,
): Promise<{ waiting: number; due: Date | null }> {
  const [held] = await systemTags(services)<{ waiting: number; due: Date | null }[]>`
    select count(*)::int as waiting, min(first.due_at) as due from (
      select due_at, lease_by from pipeline_queue where tenant_id = ${tenant} and lane_id = ${lane} order by due_at, message_id limit ${mostHeld}) as first
    join pipeline_workers w on w.id = first.lease_by and w.lease_until > ${now}`;
  return held ?? { waiting: 0, due: null };
}
