import type { Tags, TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';

/** By which provider messages would leave; null: by what the installation has. */
export interface WayNow {
  way: string | null;
  /** One before it that failed last, and may be tried with a single message. */
  tries: string | null;
}

/** Asks which provider is next for an organisation. Asked by the system role. */
export async function wayNow(sql: Tags | TagsTx, tenant: string, channel: Channel, now: Date): Promise<WayNow> {
  // The sandbox takes all while it is on; those that rest last, in the order in which they may be asked again.
  const rows = await sql<{ id: string; works: boolean }[]>`
    select id, state <> 'failing' and coalesce(rests_until <= ${now}, true) as works
    from sending_providers where tenant_id = ${tenant} and channel = ${channel} and enabled and deleted_at is null
    order by (kind = 'sandbox') desc, greatest(rests_until, ${now}::timestamptz), priority, id`;
  const [first] = rows;
  const steady = rows.find(({ works }) => works);
  if (!first || !steady || first === steady) return { way: first?.id ?? null, tries: null };
  return { way: steady.id, tries: first.id };
}
