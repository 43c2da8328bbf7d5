import type { Tags } from '@/db/client';
import type { ScopeContact } from '@/lib/templates';

/** What templates may say about these contacts, by id. Joined, not `= any`: that was planned as a scan of the tenant. */
export async function scopeContacts(sql: Tags, tenant: string, ids: string[]): Promise<Map<string, ScopeContact>> {
  const rows = await sql<ScopeContact[]>`
    select c.id, c.email, c.phone_e164 as phone, c.first_name as "firstName", c.last_name as "lastName", c.display_name as "displayName", c.language, c.attributes
    from unnest(${ids}::uuid[]) as wanted (id) join contacts c on c.tenant_id = ${tenant} and c.id = wanted.id and c.deleted_at is null`;
  return new Map(rows.map((row) => [row.id, row]));
}
