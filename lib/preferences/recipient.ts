import { holdMessages } from '@/lib/feedback';
import { purposes, type Channel, type Purpose } from '@/lib/contacts/vocabulary';
import { closedTo } from '@/lib/pipeline';
import { notFound } from '@/lib/platform/errors';
import type { LinkTx } from './link';
import type { Preferences } from './schema';

export interface Recipient {
  contactId: string;
  /** What the message went by: what its link says and asks is of this channel alone. */
  channel: Channel;
  /** Of that channel, normalised; empty when there is none to show. */
  address: string;
  tenantName: string;
  /** What the message was about. */
  topicId: string | null;
}

/** Who the link was sent to; throws `not_found` when the message or the person is gone. */
export async function recipientOf({ sql, tenant, messageId }: LinkTx): Promise<Recipient> {
  const [row] = await sql<Recipient[]>`
    select c.id as "contactId", m.channel, coalesce(m.recipient_address, case m.channel when 'email' then c.email_normalized when 'sms' then c.phone_e164 when 'whatsapp' then c.phone_e164 end, '') as address, t.name as "tenantName", s.topic_id as "topicId"
    from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null cross join find_tenant(${tenant}) t
    left join campaigns s on m.source_type = 'campaign' and s.tenant_id = m.tenant_id and s.id = m.source_id
    where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  if (!row) throw notFound('link');
  return row;
}

/** The same, for a change: the message is locked first and then the person, as wherever something comes back for a message. */
export async function holdRecipient(link: LinkTx): Promise<Recipient> {
  const { sql, tenant, messageId } = link;
  await holdMessages(sql, tenant, [messageId]);
  const recipient = await recipientOf(link);
  await sql`select 1 from contacts where tenant_id = ${tenant} and id = ${recipient.contactId} for update`;
  return recipient;
}

/** What the ledger of the message's channel says now and, of email, the list of unsubscribed addresses. Null: never asked. */
export interface Held {
  /** The address is on the list of the unsubscribed: nothing reaches it, whatever the ledger says. */
  isSuppressed: boolean;
  closed: Preferences['closed'];
  purposes: { purpose: Purpose; granted: boolean | null }[];
  topics: Preferences['topics'];
}

async function closedOf({ sql, tenant }: LinkTx, { contactId, channel }: Recipient): Promise<Preferences['closed']> {
  const said = await closedTo(sql, tenant, contactId, channel);
  if (!said) return null;
  const byNumber = said.source === 'inbound' && (channel === 'sms' || channel === 'whatsapp');
  return { at: said.at.toISOString(), opens: byNumber ? 'start' : 'organisation' };
}

export async function heldOf(link: LinkTx, recipient: Recipient): Promise<Held> {
  const { sql, tenant } = link;
  const { contactId, channel, address } = recipient;
  const rows = await sql<{ purpose: Purpose; granted: boolean }[]>`
    select purpose, granted from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel}`;
  const [off] =
    channel === 'email'
      ? await sql`select 1 from email_suppressions where tenant_id = ${tenant} and email_normalized = ${address} and reason = 'unsubscribe' and deleted_at is null`
      : [];
  const closed = await closedOf(link, recipient);
  const isOff = off !== undefined || closed !== null;
  const topics = await sql<(Omit<Preferences['topics'][number], 'granted'> & { said: boolean | null })[]>`
    select t.id, t.name, t.description, s.granted as said from topics t
    left join contact_topic_state s on s.tenant_id = t.tenant_id and s.topic_id = t.id and s.contact_id = ${contactId} and s.channel = ${channel}
    where t.tenant_id = ${tenant} and t.archived_at is null order by t.position, t.id`;
  const held = (purpose: Purpose) => {
    const said = rows.find((row) => row.purpose === purpose)?.granted ?? null;
    return isOff && said !== null ? false : said;
  };
  return {
    isSuppressed: off !== undefined,
    closed,
    purposes: purposes.map((purpose) => ({ purpose, granted: held(purpose) })),
    topics: topics.map(({ said, ...topic }) => ({ ...topic, granted: isOff ? false : (said ?? held('marketing')) })),
  };
}
