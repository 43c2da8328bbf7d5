import type { TagsTx } from '@/db/client';
import type { Channel, ConsentSource, LedgerPurpose } from '@/lib/contacts/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';

export interface ConsentChange {
  contactId: string;
  channel: Channel;
  purpose: LedgerPurpose;
  granted: boolean;
  source: ConsentSource;
  detail: string | null;
  actor: string;
  at: Date;
}

/**
 * Appends to the ledger of consent, with its timeline entry and fact; says false when it held already. A grant for email
 * ends an unsubscription of the address that came before it.
 */
export async function changeConsent(sql: TagsTx, tenant: string, change: ConsentChange): Promise<boolean> {
  const { contactId, channel, purpose, granted, at } = change;
  // The contact's row is the lock: two clicks at once make one line.
  const [contact] = await sql<
    { email: string | null }[]
  >`select email_normalized as email from contacts where tenant_id = ${tenant} and id = ${contactId} for update`;
  if (contact?.email && granted && channel === 'email')
    await sql`select lift_unsubscription(${tenant}, ${contact.email}, ${at})`;
  const [latest] = await sql<{ granted: boolean }[]>`
    select granted from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = ${purpose}
    order by occurred_at desc, id desc limit 1`;
  if (!contact || latest?.granted === granted) return false;
  await sql`
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, actor, occurred_at)
    values (${tenant}, ${contactId}, ${channel}, ${purpose}, ${granted}, ${change.source}, ${change.detail}, ${change.actor}, ${at})`;
  const [row] = await sql<
    { version: string }[]
  >`update contacts set version = version + 1, updated_at = ${at} where tenant_id = ${tenant} and id = ${contactId} returning version`;
  await sql`
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
    values (${tenant}, ${contactId}, ${granted ? 'consent.granted' : 'consent.withdrawn'}, ${granted ? 'Consent given' : 'Consent withdrawn'},
      ${sql.json({ channel, purpose, source: change.source })}, ${change.actor}, ${at})`;
  await insertFacts(
    sql,
    tenant,
    [
      {
        type: 'contact.consent_changed',
        entityType: 'contact',
        entityId: contactId,
        version: Number(row?.version ?? 0),
        payload: { channel, purpose, granted },
      },
    ],
    at,
  );
  return true;
}
