import { purposes, type Purpose } from '@/lib/contacts/vocabulary';
import { notFound } from '@/lib/platform/errors';
import { asRecipient, type LinkTx, type PublicCall } from './link';
import type { Preferences } from './schema';

export interface Recipient {
  contactId: string;
  email: string;
  tenantName: string;
}

/** Who the link was sent to; throws `not_found` when the message or the person is gone. */
export async function recipientOf({ sql, tenant, messageId }: LinkTx): Promise<Recipient> {
  const [row] = await sql<Recipient[]>`
    select c.id as "contactId", coalesce(m.recipient_address, c.email_normalized, '') as email, t.name as "tenantName"
    from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null cross join find_tenant(${tenant}) t
    where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  if (!row) throw notFound('link');
  return row;
}

/** What the ledger and the list of unsubscribed addresses say now. */
export async function topicsOf(
  { sql, tenant }: LinkTx,
  { contactId, email }: Recipient,
): Promise<Preferences['topics']> {
  const rows = await sql<{ purpose: Purpose; granted: boolean }[]>`
    select purpose, granted from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = 'email'`;
  const [off] =
    await sql`select 1 from email_suppressions where tenant_id = ${tenant} and email_normalized = ${email} and reason = 'unsubscribe' and deleted_at is null`;
  return purposes.map((purpose) => ({
    purpose,
    granted: !off && (rows.find((row) => row.purpose === purpose)?.granted ?? false),
  }));
}

/** What an unsubscribe or preferences link shows; changes nothing. Throws `not_found`. */
export const peek = (token: string, call: PublicCall = {}): Promise<Preferences> =>
  asRecipient(token, call, async (link) => {
    const recipient = await recipientOf(link);
    return { tenantName: recipient.tenantName, email: recipient.email, topics: await topicsOf(link, recipient) };
  });
