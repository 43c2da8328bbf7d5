import type { Tags, TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';

/** The provider that messages of an organisation would leave by now; null: what the installation has. Asked by the system role. */
export async function wayNow(sql: Tags | TagsTx, tenant: string, channel: Channel, now: Date): Promise<string | null> {
  // The sandbox takes all while it is on; those that rest last, in the order in which they may be asked again.
  const [row] = await sql<{ id: string }[]>`
    select id from sending_providers where tenant_id = ${tenant} and channel = ${channel} and enabled and deleted_at is null
    order by (kind = 'sandbox') desc, greatest(rests_until, ${now}::timestamptz), priority, id limit 1`;
  return row?.id ?? null;
}
