import type { Tags, TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { GateFacts } from './gate';
import type { SuppressionReason } from './vocabulary';

export interface Recipient extends GateFacts {
  contactId: string;
}

interface Row {
  id: string;
  status: 'active' | 'archived';
  address: string | null;
  granted: boolean | null;
  consent_source: string | null;
  consent_at: Date | null;
  suppression: SuppressionReason | null;
  suppressed_at: Date | null;
}

const present = (row: Row): Recipient => ({
  contactId: row.id,
  contactStatus: row.status,
  address: row.address,
  consent:
    row.granted === null || !row.consent_at
      ? null
      : { granted: row.granted, source: row.consent_source ?? '', at: row.consent_at.toISOString() },
  suppression:
    row.suppression && row.suppressed_at ? { reason: row.suppression, at: row.suppressed_at.toISOString() } : null,
});

/** What the gate needs to know of these contacts, in one statement; deleted contacts are absent. Order is not kept. */
export async function gateFacts(
  sql: Tags | TagsTx,
  tenant: string,
  contactIds: string[],
  channel: Channel,
  purpose: string,
): Promise<Recipient[]> {
  if (contactIds.length === 0) return [];
  const address =
    channel === 'email'
      ? sql`c.email_normalized`
      : channel === 'sms' || channel === 'whatsapp'
        ? sql`c.phone_e164`
        : sql`null::text`;
  const rows = await sql<Row[]>`
    select c.id, c.status, ${address} as address, k.granted, k.source as consent_source, k.occurred_at as consent_at, s.reason as suppression, s.created_at as suppressed_at
    from unnest(${contactIds}::uuid[]) as wanted(id)
    join contacts c on c.tenant_id = ${tenant} and c.id = wanted.id and c.deleted_at is null
    left join lateral (select granted, source, occurred_at from contact_consents k
      where k.tenant_id = ${tenant} and k.contact_id = c.id and k.channel = ${channel} and k.purpose = ${purpose} order by occurred_at desc, id desc limit 1) k on true
    left join lateral (select reason, created_at from email_suppressions s
      where s.tenant_id = ${tenant} and s.email_normalized = ${address} and s.deleted_at is null order by (s.reason = 'unsubscribe'), created_at limit 1) s on true`;
  return rows.map(present);
}
