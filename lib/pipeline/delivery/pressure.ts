import type { TagsTx } from '@/db/client';
import type { ClaimedMessage, Lane } from './claim';

/** Longer than any lease: what nobody came back to by then is recorded as uncertain, and counts as that. */
const holdMs = 3_600_000;

/** Counts these messages as on their way to their people, until their outcome is recorded. */
export async function holdPressure(
  sql: TagsTx,
  lane: Lane,
  messages: readonly ClaimedMessage[],
  now: Date,
): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    insert into pressure_holds (tenant_id, message_id, contact_id, channel, held_until)
    select ${lane.tenant}, m.id, m.contact, ${lane.channel}, ${new Date(now.getTime() + holdMs)}
    from unnest(${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.contactId)}::uuid[]) as m (id, contact)
    on conflict (tenant_id, message_id) do update set held_until = excluded.held_until`;
}

/** The holds of these messages: with their outcome recorded they are counted by it, or no more. */
export const heldOf = (sql: TagsTx, tenant: string, messageIds: ReturnType<TagsTx>) => sql`
  h.tenant_id = ${tenant} and h.message_id = any(array(${messageIds}))`;
