import type { Tags, TagsTx } from '@/db/client';
import { isText, type Channel } from '@/lib/contacts/vocabulary';
import { pushKeys } from '@/lib/push';
import { closedLine } from './closed';
import type { GateAsk } from './facts';
import { suppressedLine } from './suppressed';
import type { SuppressionReason } from './vocabulary';
import { windowColumns } from './window';

export interface Person {
  id: string;
  status: 'active' | 'archived';
  address: string | null;
  country: string | null;
  time_zone: string | null;
  /** Of numbers only: what was said of one, whoever has it. */
  closed?: boolean | null;
  closed_source?: string | null;
  closed_at?: Date | null;
  suppression: SuppressionReason | null;
  suppressed_at: Date | null;
  /** Of WhatsApp only. */
  last_text_at?: Date | null;
  free_text?: boolean | null;
  pressure: [Channel, number | null][] | null;
}

/** The last word of a contact on the whole channel (`any`), on a purpose or on the topic asked about (`topic`). */
export interface Word {
  contact_id: string;
  purpose: string;
  granted: boolean;
  source: string;
  /** Instants in PostgreSQL's own words: few of them are ever read, and making a `Date` of each costs. */
  occurred_at: string;
  confirmed_at: string | null;
  /** Its place among these words, the earliest first; only where a topic is asked about. */
  turn?: number;
}

export interface Whom {
  tenant: string;
  contactIds: string[];
  ask: GateAsk;
  now: Date;
  /** In the order of the contacts: a message is no pressure on its own recipient. */
  messageIds?: readonly string[];
}

export type Columns = (sql: Tags | TagsTx) => ReturnType<typeof scopeColumns>;
export const none: Columns = (sql) => sql``;
/** What templates may say of a contact, as a `ScopeContact`. */
export const scopeColumns = (sql: Tags | TagsTx) =>
  sql`, c.email, c.phone_e164 as phone, c.first_name as "firstName", c.last_name as "lastName", c.display_name as "displayName", c.language, c.attributes`;

/** By a list of ids, not a join: PostgreSQL then walks the index once, page by page. */
export function peopleOf(sql: Tags | TagsTx, { tenant, contactIds, ask, now, messageIds }: Whom, also: Columns) {
  const { rules, uncounted: free, freeText = null } = ask;
  const { channel } = rules.asking;
  const byMessage = messageIds && (rules.pressureDays > 0 || channel === 'whatsapp') ? messageIds : null;
  const address =
    channel === 'email'
      ? sql`c.email_normalized`
      : isText(channel)
        ? sql`c.phone_e164`
        : sql`${reached(sql, tenant, channel)}`;
  const since = new Date(now.getTime() - rules.pressureDays * 86_400_000);
  const pressure = rules.pressureDays
    ? sql`(select jsonb_agg(jsonb_build_array(p.channel, extract(epoch from p.at))) from contact_pressure p
        where p.tenant_id = ${tenant} and p.contact_id = c.id and (p.at > ${since} or p.at is null)
          and p.source_type <> all(${free as string[]}::text[]) ${byMessage ? sql`and p.message_id is distinct from wanted.message` : sql``})`
    : sql`null::jsonb`;
  return sql<Person[]>`
    select c.id, c.status, ${address} as address, c.country, c.time_zone,
      ${isText(channel) ? sql`not n.granted as closed, n.source as closed_source, n.occurred_at as closed_at,` : sql``}
      ${channel === 'whatsapp' ? windowColumns(sql, tenant, freeText, byMessage !== null) : sql``}
      s.reason as suppression, s.created_at as suppressed_at, ${pressure} as pressure ${also(sql)}
    from contacts c
    ${byMessage ? sql`join unnest(${contactIds}::uuid[], ${byMessage as string[]}::uuid[]) as wanted(id, message) on wanted.id = c.id` : sql``}
    ${isText(channel) ? closedLine(sql, tenant, channel) : sql``}
    ${suppressedLine(sql, tenant, channel, address)}
    where c.tenant_id = ${tenant} and c.id = any(${contactIds}::uuid[]) and c.deleted_at is null`;
}

export function wordsOf(sql: Tags | TagsTx, { tenant, contactIds, ask: { rules, topic } }: Whom) {
  const { channel, purpose } = rules.asking;
  const about = [...(isText(channel) ? [] : ['any']), purpose, ...(topic ? ['topic'] : [])];
  return sql<Word[]>`
    select k.contact_id, k.purpose, k.granted, k.source, k.occurred_at::text,
      ${topic ? sql`row_number() over (partition by k.contact_id order by k.occurred_at, k.id)::int as turn,` : sql``}
      ${rules.confirms ? sql`(${confirmedAt(sql, tenant, channel, purpose, topic?.id ?? null)})::text` : sql`null::text`} as confirmed_at
    from (select distinct on (contact_id, purpose) contact_id, purpose, granted, source, occurred_at, id from contact_consents
      where tenant_id = ${tenant} and contact_id = any(${contactIds}::uuid[]) and channel = ${channel} and purpose = any(${about}::text[])
        ${topic ? sql`and (purpose <> 'topic' or topic_id = ${topic.id})` : sql``}
      order by contact_id, purpose, occurred_at desc, id desc) k`;
}

/** A person confirmed when, after they agreed, they did what only the reader of that mailbox can do. */
const confirming = ['double_opt_in', 'preference_page'];

/** When a consent `k` was last confirmed and not taken back since; of a topic also by leaving all mailings. */
const confirmedAt = (
  sql: Tags | TagsTx,
  tenant: string,
  channel: Channel,
  purpose: string,
  topicId: string | null,
) => sql`
  case when k.granted and k.purpose <> 'any' then (select max(y.occurred_at) from contact_consents y
    where y.tenant_id = ${tenant} and y.contact_id = k.contact_id and y.channel = ${channel} and y.purpose = k.purpose and (k.purpose <> 'topic' or y.topic_id = ${topicId}::uuid)
      and y.granted and y.source = any(${confirming}::text[])
      and not exists (select 1 from contact_consents w where w.tenant_id = ${tenant} and w.contact_id = k.contact_id and w.channel = ${channel}
        and (w.purpose = ${purpose} or (k.purpose = 'topic' and w.topic_id = ${topicId}::uuid)) and not w.granted and (w.occurred_at, w.id) > (y.occurred_at, y.id))) end`;

/** Of a push: the browsers that allow it and that a provider of ours has the key for; of a webhook the contact itself. */
const reached = (sql: Tags | TagsTx, tenant: string, channel: Channel) =>
  channel === 'push'
    ? sql`(select count(*) || case count(*) when 1 then ' browser' else ' browsers' end from push_subscriptions b
        where b.tenant_id = ${tenant} and b.contact_id = c.id and b.ended_at is null and b.application_key in (${pushKeys(sql, tenant)})
        having count(*) > 0)`
    : sql`c.id::text`;
