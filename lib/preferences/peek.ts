import { purposes, type Purpose } from '@/lib/contacts/vocabulary';
import { notFound } from '@/lib/platform/errors';
import { asRecipient, type LinkTx, type PublicCall } from './link';
import type { Preferences } from './schema';

export interface Recipient {
  contactId: string;
  email: string;
  tenantName: string;
  /** What the message was about. */
  topicId: string | null;
}

/** Who the link was sent to; throws `not_found` when the message or the person is gone. */
export async function recipientOf({ sql, tenant, messageId }: LinkTx): Promise<Recipient> {
  const [row] = await sql<Recipient[]>`
    select c.id as "contactId", coalesce(m.recipient_address, c.email_normalized, '') as email, t.name as "tenantName", s.topic_id as "topicId"
    from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null cross join find_tenant(${tenant}) t
    left join campaigns s on m.source_type = 'campaign' and s.tenant_id = m.tenant_id and s.id = m.source_id
    where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  if (!row) throw notFound('link');
  return row;
}

/** What the ledger and the list of unsubscribed addresses say now. */
export interface Held {
  /** The address is on the list of the unsubscribed: nothing reaches it, whatever the ledger says. */
  isOff: boolean;
  /** Null: never asked. */
  purposes: { purpose: Purpose; granted: boolean | null }[];
  topics: Preferences['topics'];
}

export async function heldOf({ sql, tenant }: LinkTx, { contactId, email }: Recipient): Promise<Held> {
  const rows = await sql<{ purpose: Purpose; granted: boolean }[]>`
    select purpose, granted from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = 'email'`;
  const [off] =
    await sql`select 1 from email_suppressions where tenant_id = ${tenant} and email_normalized = ${email} and reason = 'unsubscribe' and deleted_at is null`;
  const topics = await sql<(Omit<Preferences['topics'][number], 'granted'> & { said: boolean | null })[]>`
    select t.id, t.name, t.description, s.granted as said from topics t
    left join contact_topic_state s on s.tenant_id = t.tenant_id and s.topic_id = t.id and s.contact_id = ${contactId} and s.channel = 'email'
    where t.tenant_id = ${tenant} and t.archived_at is null order by t.position, t.id`;
  const held = (purpose: Purpose) => {
    const said = rows.find((row) => row.purpose === purpose)?.granted ?? null;
    return off && said !== null ? false : said;
  };
  return {
    isOff: off !== undefined,
    purposes: purposes.map((purpose) => ({ purpose, granted: held(purpose) })),
    topics: topics.map(({ said, ...topic }) => ({ ...topic, granted: !off && (said ?? held('marketing') ?? false) })),
  };
}

/** As the page shows it; who was never asked wants nothing so far. */
export async function shownOf(link: LinkTx, recipient: Recipient): Promise<Preferences> {
  const held = await heldOf(link, recipient);
  const about = held.topics.find(({ id }) => id === recipient.topicId);
  return {
    tenantName: recipient.tenantName,
    email: recipient.email,
    purposes: held.purposes.map(({ purpose, granted }) => ({ purpose, granted: granted ?? false })),
    topics: held.topics,
    topic: about ? { id: about.id, name: about.name, granted: about.granted } : null,
  };
}

/** What an unsubscribe or preferences link shows; changes nothing. Throws `not_found`. */
export const peek = (token: string, call: PublicCall = {}): Promise<Preferences> =>
  asRecipient(token, call, async (link) => shownOf(link, await recipientOf(link)));
