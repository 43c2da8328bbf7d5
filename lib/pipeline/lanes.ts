import type { Tags, TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { SourceType } from './vocabulary';

const fixedLane = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

/** The lanes of a tenant's single messages (answers to people), one a channel; campaigns have one of their own. */
export const replyLanes: Readonly<Record<Channel, string>> = {
  email: fixedLane(0),
  sms: fixedLane(2),
  whatsapp: fixedLane(3),
  push: fixedLane(4),
  webhook: fixedLane(5),
};

/** The lane of a tenant's requests to confirm a consent. */
export const confirmationLane = fixedLane(1);

export interface LaneInit {
  tenant: string;
  id: string;
  kind: SourceType;
  channel: Channel;
  priority: number;
}

/** Makes the lane, or leaves the one that stands. */
export async function openLane(sql: Tags | TagsTx, lane: LaneInit): Promise<void> {
  await sql`insert into pipeline_lanes (tenant_id, id, kind, channel, priority) values (${lane.tenant}, ${lane.id}, ${lane.kind}, ${lane.channel}, ${lane.priority}) on conflict do nothing`;
}

/** Marks that something may be claimed now, and wakes the delivery loops; in the transaction that queued it. */
export async function wakeLane(sql: TagsTx, tenant: string, id: string, now: Date): Promise<void> {
  await sql`update pipeline_lanes set due_at = least(due_at, ${now}) where tenant_id = ${tenant} and id = ${id}`;
  await sql`select pg_notify('pipeline', ${tenant})`;
}

/**
 * Puts a lane to sleep until its next message is due. The lane is locked first: whoever queues meanwhile waits, and then
 * finds it asleep and wakes it, so that no message is left behind.
 */
export async function restLane(sql: TagsTx, tenant: string, id: string): Promise<void> {
  await sql`select 1 from pipeline_lanes where tenant_id = ${tenant} and id = ${id} for no key update`;
  await sql`update pipeline_lanes set due_at = coalesce(
    (select min(due_at) from pipeline_queue where tenant_id = ${tenant} and lane_id = ${id}), 'infinity')
    where tenant_id = ${tenant} and id = ${id}`;
}
