import { holdMessages } from '@/lib/feedback';
import { isText, purposes, type Channel, type Purpose } from '@/lib/contacts/vocabulary';
import { closedTo } from '@/lib/pipeline';
import { notFound } from '@/lib/platform/errors';
import type { LinkTx } from './link';
import type { Preferences } from './schema';

export interface Recipient {
  contactId: string;
  /** What the message went by: what its link says and asks is of this channel alone. */
  channel: Channel;
  /** That it went to, normalised; empty when there is none to show. */
  address: string;
  /** What they have on that channel now; empty: nothing. Of this alone the list is read and lifted: the other may be somebody else's. */
  owned: string;
  tenantName: string;
  /** What the message was about. */
  topicId: string | null;
}

/** Who the link was sent to; throws `not_found` when the message or the person is gone. */
export async function recipientOf({ sql, tenant, messageId }: LinkTx): Promise<Recipient> {
  const [row] = await sql<Recipient[]>`
    select c.id as "contactId", m.channel, coalesce(m.recipient_address, o.address, '') as address, coalesce(o.address, '') as owned, t.name as "tenantName", s.topic_id as "topicId"
    from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null cross join find_tenant(${tenant}) t
    cross join lateral (select case m.channel when 'email' then c.email_normalized when 'sms' then c.phone_e164 when 'whatsapp' then c.phone_e164 end as address) o
    left join campaigns s on m.source_type = 'campaign' and s.tenant_id = m.tenant_id and s.id = m.source_id
    where m.tenant_id = ${tenant} and m.id = ${messageId}`;
  if (!row) throw notFound('link');
  return row;
}

/**
 * The same, for a change: the message is locked first and then the person, as wherever something comes back for a message. With all
 * who have their number now, in one order: what one of them chooses is written for the others too.
 */
export async function holdRecipient(link: LinkTx): Promise<Recipient> {
  const { sql, tenant, messageId } = link;
  const message = (await holdMessages(sql, tenant, [messageId])).get(messageId);
  if (!message) throw notFound('link');
  const { contactId, channel } = message;
  if (isText(channel))
    await sql`
      select 1 from contacts where tenant_id = ${tenant} and id in (
        select ${contactId}::uuid union select o.id from contacts c join contacts o on o.tenant_id = c.tenant_id and o.phone_e164 = c.phone_e164 where c.tenant_id = ${tenant} and c.id = ${contactId})
      order by id for update`;
  else await sql`select 1 from contacts where tenant_id = ${tenant} and id = ${contactId} for update`;
  return recipientOf(link);
}

/** What the ledger of the message's channel says now and, the list of unsubscribed addresses and numbers. Null: never asked. */
export interface Held {
  /** The address or number that they have is on the list of the unsubscribed: nothing reaches it, whatever the ledger says. */
  isSuppressed: boolean;
  closed: Preferences['closed'];
  /** By the ledger all was withdrawn, whatever else stops it meanwhile: nothing comes when that ends. */
  isLeft: boolean;
  purposes: { purpose: Purpose; granted: boolean | null }[];
  topics: Preferences['topics'];
}

async function closedOf({ sql, tenant }: LinkTx, { contactId, channel }: Recipient): Promise<Preferences['closed']> {
  const said = await closedTo(sql, tenant, contactId, channel);
  if (!said) return null;
  const byNumber = said.source === 'inbound' && isText(channel);
  const by = !byNumber ? 'organisation' : said.atProvider ? 'provider' : 'stop';
  return { at: said.at.toISOString(), by, opens: byNumber ? 'start' : 'organisation' };
}

/** Alone, since all mailings were left; also a topic that the page offers no more. */
async function wantsTopic({ sql, tenant }: LinkTx, { contactId, channel }: Recipient): Promise<boolean> {
  const rows = await sql`
    select 1 from contact_topic_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and granted limit 1`;
  return rows.length > 0;
}

export async function heldOf(link: LinkTx, recipient: Recipient): Promise<Held> {
  const { sql, tenant, now } = link;
  const { contactId, channel, owned } = recipient;
  const rows = await sql<{ purpose: Purpose; granted: boolean }[]>`
    select purpose, granted from contact_consent_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel}`;
  const [off] = await sql`
    select 1 from email_suppressions where tenant_id = ${tenant} and address = ${owned} and channel in ('all', ${channel}) and reason = 'unsubscribe'
      and deleted_at is null and (expires_at is null or expires_at > ${now})`;
  const closed = await closedOf(link, recipient);
  const isOff = off !== undefined || closed !== null;
  const topics = await sql<(Omit<Preferences['topics'][number], 'granted'> & { said: boolean | null })[]>`
    select t.id, t.name, t.description, s.granted as said from topics t
    left join contact_topic_state s on s.tenant_id = t.tenant_id and s.topic_id = t.id and s.contact_id = ${contactId} and s.channel = ${channel}
    where t.tenant_id = ${tenant} and t.archived_at is null order by t.position, t.id`;
  const saidOf = (purpose: Purpose) => rows.find((row) => row.purpose === purpose)?.granted ?? null;
  const held = (purpose: Purpose) => {
    const said = saidOf(purpose);
    return isOff && said !== null ? false : said;
  };
  // Of email the list of the unsubscribed ends what is not marketing, also when the channel is opened.
  const wantsService = saidOf('service') === true && (channel !== 'email' || off === undefined);
  return {
    isSuppressed: off !== undefined,
    closed,
    isLeft: saidOf('marketing') === false && !wantsService && !(await wantsTopic(link, recipient)),
    purposes: purposes.map((purpose) => ({ purpose, granted: held(purpose) })),
    topics: topics.map(({ said, ...topic }) => ({ ...topic, granted: isOff ? false : (said ?? held('marketing')) })),
  };
}
