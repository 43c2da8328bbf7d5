import type { Tags, TagsTx } from '@/db/client';
import { loadRules, rulesFor, uncounted, type Asking, type GateRules } from '@/lib/compliance';
import type { Channel } from '@/lib/contacts/vocabulary';
import { notFound } from '@/lib/platform/errors';
import { closedLine } from './closed';
import type { GateFacts } from './gate';
import type { SuppressionReason } from './vocabulary';
import { isFreeText, windowColumns } from './window';

export interface Recipient extends GateFacts {
  contactId: string;
}

interface Row {
  id: string;
  status: 'active' | 'archived';
  address: string | null;
  country: string | null;
  time_zone: string | null;
  closed: boolean | null;
  closed_source: string | null;
  closed_at: Date | null;
  granted: boolean | null;
  consent_source: string | null;
  consent_at: Date | null;
  confirmed_at: Date | null;
  /** Only where the message is about a topic. */
  topic_granted?: boolean | null;
  topic_source?: string | null;
  topic_at?: Date | null;
  topic_newer?: boolean;
  topic_confirmed_at?: Date | null;
  suppression: SuppressionReason | null;
  suppressed_at: Date | null;
  /** Of WhatsApp only. */
  last_text_at?: Date | null;
  free_text?: boolean | null;
  pressure: [Channel, number | null][] | null;
}

const saidOfTopic = (row: Row): NonNullable<Recipient['topic']>['said'] =>
  typeof row.topic_granted !== 'boolean' || !row.topic_at
    ? null
    : {
        granted: row.topic_granted,
        source: row.topic_source ?? '',
        at: row.topic_at.toISOString(),
        confirmedAt: row.topic_confirmed_at?.toISOString() ?? null,
        isNewer: row.topic_newer ?? true,
      };

const present = (row: Row, topic: GateAsk['topic']): Recipient => ({
  contactId: row.id,
  contactStatus: row.status,
  address: row.address,
  country: row.country,
  timeZone: row.time_zone,
  doNotContact:
    row.closed === true && row.closed_at ? { source: row.closed_source ?? '', at: row.closed_at.toISOString() } : null,
  consent:
    row.granted === null || !row.consent_at
      ? null
      : {
          granted: row.granted,
          source: row.consent_source ?? '',
          at: row.consent_at.toISOString(),
          confirmedAt: row.confirmed_at?.toISOString() ?? null,
        },
  ...(topic ? { topic: { name: topic.name, said: saidOfTopic(row) } } : {}),
  suppression:
    row.suppression && row.suppressed_at ? { reason: row.suppression, at: row.suppressed_at.toISOString() } : null,
  ...(row.free_text === undefined
    ? {}
    : { window: { lastAt: row.last_text_at?.toISOString() ?? null, isFree: row.free_text } }),
  pressure: (row.pressure ?? []).map(([channel, at]) => ({
    channel,
    at: at === null ? null : new Date(at * 1000).toISOString(),
  })),
  capacity: null,
});

/** Whom the gate is asked about, by what rules, and which messages are no pressure on anybody. */
export interface GateAsk {
  rules: GateRules;
  uncounted: readonly string[];
  /** What the message is about; null: nothing that can be left alone. */
  topic: { id: string; name: string } | null;
  /** Of WhatsApp: whether it is surely free text; null where only the message tells. */
  freeText?: boolean | null;
}

/** The rules of an organisation for one kind of message, as they stand. Asked by the system role. Throws `not_found` for a topic. */
export async function gateAsk(
  sql: Tags | TagsTx,
  tenant: string,
  { topicId, campaignId, ...asking }: Asking & { topicId?: string | null | undefined; campaignId?: string },
  now: Date,
): Promise<GateAsk> {
  const set = await loadRules(sql, tenant);
  const topic = topicId ? await topicOf(sql, tenant, topicId) : null;
  const freeText = await isFreeText(sql, tenant, asking, campaignId);
  return { rules: rulesFor(set, asking, now), uncounted: uncounted(set), topic, freeText };
}

async function topicOf(sql: Tags | TagsTx, tenant: string, id: string): Promise<GateAsk['topic']> {
  const [row] = await sql<
    { id: string; name: string }[]
  >`select id, name from topics where tenant_id = ${tenant} and id = ${id}`;
  if (!row) throw notFound('topic');
  return row;
}

/** A person confirmed when, after they agreed, they did what only the reader of that mailbox can do. */
const confirming = ['double_opt_in', 'preference_page'];

/**
 * What the gate needs to know of these contacts, in one statement; deleted contacts are absent. Order is not kept. What no
 * rule asks for is not read. A message (`messageIds`, in the order of the contacts) is no pressure on its own recipient.
 */
export async function gateFacts(
  sql: Tags | TagsTx,
  tenant: string,
  contactIds: string[],
  { rules, uncounted: free, topic, freeText = null }: GateAsk,
  now: Date,
  messageIds: readonly string[] = [],
): Promise<Recipient[]> {
  if (contactIds.length === 0) return [];
  const { channel, purpose } = rules.asking;
  const address =
    channel === 'email'
      ? sql`c.email_normalized`
      : channel === 'sms' || channel === 'whatsapp'
        ? sql`c.phone_e164`
        : sql`${reached(sql, tenant, channel)}`;
  const latest = (alias: string, about: string) => sql`
    left join lateral (select granted, source, occurred_at from contact_consents k
      where k.tenant_id = ${tenant} and k.contact_id = c.id and k.channel = ${channel} and k.purpose = ${about} order by occurred_at desc, id desc limit 1) ${sql(alias)} on true`;
  const closed = closedLine(sql, tenant, channel);
  const since = new Date(now.getTime() - rules.pressureDays * 86_400_000);
  const pressure = rules.pressureDays
    ? sql`(select jsonb_agg(jsonb_build_array(p.channel, extract(epoch from p.at))) from contact_pressure p
        where p.tenant_id = ${tenant} and p.contact_id = c.id and (p.at > ${since} or p.at is null)
          and p.source_type <> all(${free as string[]}::text[]) and p.message_id is distinct from wanted.message)`
    : sql`null::jsonb`;
  const confirmed = rules.confirms
    ? sql`case when k.granted then (select max(y.occurred_at) from contact_consents y
        where y.tenant_id = ${tenant} and y.contact_id = c.id and y.channel = ${channel} and y.purpose = ${purpose} and y.granted and y.source = any(${confirming}::text[])
          and not exists (select 1 from contact_consents w where w.tenant_id = ${tenant} and w.contact_id = c.id and w.channel = ${channel} and w.purpose = ${purpose}
            and not w.granted and (w.occurred_at, w.id) > (y.occurred_at, y.id))) end`
    : sql`null::timestamptz`;
  const rows = await sql<Row[]>`
    select c.id, c.status, ${address} as address, c.country, c.time_zone,
      not n.granted as closed, n.source as closed_source, n.occurred_at as closed_at,
      k.granted, k.source as consent_source, k.occurred_at as consent_at,
      ${confirmed} as confirmed_at,
      ${topic ? topicColumns(sql, tenant, channel, topic.id, rules.confirms) : sql``}
      ${channel === 'whatsapp' ? windowColumns(sql, tenant, freeText, messageIds.length > 0) : sql``}
      s.reason as suppression, s.created_at as suppressed_at, ${pressure} as pressure
    from unnest(${contactIds}::uuid[], ${messageIds as string[]}::uuid[]) as wanted(id, message)
    join contacts c on c.tenant_id = ${tenant} and c.id = wanted.id and c.deleted_at is null
    ${latest('k', purpose)}
    ${closed}
    ${topic ? topicLines(sql, tenant, channel, purpose, topic.id) : sql``}
    left join lateral (select reason, created_at from email_suppressions s
      where s.tenant_id = ${tenant} and ${suppressed(sql, channel)} and s.deleted_at is null and (s.expires_at is null or s.expires_at > now()) order by (s.reason = 'unsubscribe'), created_at limit 1) s on true`;
  return rows.map((row) => present(row, topic));
}

/** Of a push: the browsers that allow it and that a provider of ours has the key for; of a webhook the contact itself. */
const reached = (sql: Tags | TagsTx, tenant: string, channel: Channel) =>
  channel === 'push'
    ? sql`(select count(*) || case count(*) when 1 then ' browser' else ' browsers' end from push_subscriptions b
        where b.tenant_id = ${tenant} and b.contact_id = c.id and b.ended_at is null and b.application_key in (
          select p.settings ->> 'publicKey' from sending_providers p where p.tenant_id = ${tenant} and p.kind = 'push' and p.enabled and p.deleted_at is null)
        having count(*) > 0)`
    : sql`c.id::text`;

/** The list's entries for a contact's address or number on this channel. */
const suppressed = (sql: Tags | TagsTx, channel: Channel) =>
  channel === 'email'
    ? sql`s.email_normalized = c.email_normalized`
    : channel === 'sms' || channel === 'whatsapp'
      ? sql`s.address = c.phone_e164 and s.channel in ('all', ${channel})`
      : sql`false`;

/** The last word on a topic, and whether it came after the last one on the purpose. */
const topicLines = (sql: Tags | TagsTx, tenant: string, channel: Channel, purpose: string, topicId: string) => sql`
  left join lateral (select granted, source, occurred_at, id from contact_consents t
    where t.tenant_id = ${tenant} and t.contact_id = c.id and t.channel = ${channel} and t.purpose = 'topic' and t.topic_id = ${topicId} order by occurred_at desc, id desc limit 1) t on true
  left join lateral (select occurred_at, id from contact_consents k2
    where t.id is not null and k2.tenant_id = ${tenant} and k2.contact_id = c.id and k2.channel = ${channel} and k2.purpose = ${purpose} order by occurred_at desc, id desc limit 1) k2 on true`;

const topicColumns = (sql: Tags | TagsTx, tenant: string, channel: Channel, topicId: string, confirms: boolean) => sql`
  t.granted as topic_granted, t.source as topic_source, t.occurred_at as topic_at, (k2.id is null or (t.occurred_at, t.id) > (k2.occurred_at, k2.id)) as topic_newer,
  ${
    confirms
      ? sql`case when t.granted then (select max(y.occurred_at) from contact_consents y
        where y.tenant_id = ${tenant} and y.contact_id = c.id and y.channel = ${channel} and y.purpose = 'topic' and y.topic_id = ${topicId} and y.granted and y.source = any(${confirming}::text[])
          and not exists (select 1 from contact_consents w where w.tenant_id = ${tenant} and w.contact_id = c.id and w.channel = ${channel}
            and (w.purpose = 'marketing' or w.topic_id = ${topicId}) and not w.granted and (w.occurred_at, w.id) > (y.occurred_at, y.id))) end`
      : sql`null::timestamptz`
  } as topic_confirmed_at,`;
