import type { Tags } from '@/db/client';
import type { ScopeContact } from '@/lib/templates';

/** What templates may say about these contacts, by id. */
export async function scopeContacts(sql: Tags, tenant: string, ids: string[]): Promise<Map<string, ScopeContact>> {
  const rows = await sql<ScopeContact[]>`
    select id, email, phone_e164 as phone, first_name as "firstName", last_name as "lastName", display_name as "displayName", language, attributes
    from contacts where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and deleted_at is null`;
  return new Map(rows.map((row) => [row.id, row]));
}
