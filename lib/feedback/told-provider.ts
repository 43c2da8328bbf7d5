import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';

/** A message that its provider did not take or deliver because the person had told it to stop. */
export interface ToldProvider {
  messageId: string;
  purpose: 'any' | 'marketing';
}

interface Holder {
  messageId: string;
  channel: Channel;
  contactId: string;
  /** When the message met the refusal: it was said before that. Null: what came of the message is not recorded yet. */
  metAt: Date | null;
}

const words = { any: 'Stopped our messages at the provider', marketing: 'Stopped marketing messages in WhatsApp' };

/**
 * Withdraws what people told the provider of a message to stop, of all who have its number, as a STOP that was written to us
 * does, also who was deleted and may be restored. What was said since the message, and a fact that comes again, change nothing.
 */
export async function withdrawTold(
  sql: TagsTx,
  tenant: string,
  told: readonly ToldProvider[],
  now: Date,
): Promise<void> {
  if (told.length === 0) return;
  const purposes = new Map(told.map(({ messageId, purpose }) => [messageId, purpose]));
  const holders = await sql<Holder[]>`
    select m.id as "messageId", m.channel, c.id as "contactId", coalesce(m.sent_at, m.finished_at) as "metAt" from pipeline_messages m
    cross join lateral (select id from contacts c where c.tenant_id = ${tenant} and c.phone_e164 = m.recipient_address offset 0) c
    where m.tenant_id = ${tenant} and m.id = any(${[...purposes.keys()]}::uuid[]) order by c.id, 4`;
  if (holders.length === 0) return;
  await sql`
    select 1 from contacts where tenant_id = ${tenant} and id = any(${[...new Set(holders.map(({ contactId }) => contactId))]}::uuid[]) order by id for update`;
  for (const round of roundsOf(holders)) await withdraw(sql, tenant, round, purposes, now);
}

/** The first of each person, then the second of each: what somebody told later is read beside what they told before. */
function roundsOf(holders: readonly Holder[]): Holder[][] {
  const had = new Map<string, number>();
  const rounds: Holder[][] = [];
  for (const holder of holders) {
    const n = had.get(holder.contactId) ?? 0;
    had.set(holder.contactId, n + 1);
    (rounds[n] ??= []).push(holder);
  }
  return rounds;
}

/**
 * Of each person once, all in one statement, as `changeConsent` would : ledger, timeline and fact (numbers.db.test.ts compares them). Providers
 * tell it before our own worker has written their answer down: without a time (`met_at`) a repeat is known by its message.
 */
async function withdraw(
  sql: TagsTx,
  tenant: string,
  holders: readonly Holder[],
  purposes: ReadonlyMap<string, ToldProvider['purpose']>,
  now: Date,
): Promise<void> {
  const told = holders.map(({ messageId, metAt, ...holder }) => {
    const purpose = purposes.get(messageId) ?? 'any';
    return { ...holder, messageId, purpose, metAt: metAt?.toISOString() ?? null };
  });
  await sql`
    with told as materialized (
      select t.*, coalesce(t.met_at, ${now}) as at from unnest(${told.map((one) => one.contactId)}::uuid[], ${told.map((one) => one.channel)}::text[], ${told.map((one) => one.purpose)}::text[],
        ${told.map((one) => words[one.purpose])}::text[], ${told.map((one) => one.messageId)}::text[], ${told.map((one) => one.metAt)}::timestamptz[])
        as t(contact_id, channel, purpose, detail, message, met_at) offset 0),
    said as materialized (
      select t.*, 'public:' || t.channel as actor from told t
      left join lateral (
        select x.granted from contact_consents x where x.tenant_id = ${tenant} and x.contact_id = t.contact_id and x.channel = t.channel and x.purpose = t.purpose
        order by x.occurred_at desc, x.id desc limit 1) l on true
      where not exists (
          select 1 from contact_consents x where x.tenant_id = ${tenant} and x.contact_id = t.contact_id and x.channel = t.channel and x.purpose = t.purpose
            and (x.occurred_at >= t.at or t.met_at is null and x.evidence ->> 'message' = t.message))
        and (l.granted is distinct from false or t.purpose = 'marketing' and exists (
          select 1 from contact_topic_state s where s.tenant_id = ${tenant} and s.contact_id = t.contact_id and s.channel = t.channel and s.granted))),
    lines as (
      insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, evidence, actor, occurred_at)
      select ${tenant}, contact_id, channel, purpose, false, 'inbound', detail, jsonb_build_object('message', message), actor, at from said),
    past as (
      insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
      select ${tenant}, contact_id, 'consent.withdrawn', 'Consent withdrawn', jsonb_build_object('channel', channel, 'purpose', purpose, 'source', 'inbound'), actor, at from said),
    changed as (
      update contacts c set version = c.version + 1, updated_at = greatest(c.updated_at, s.at) from said s where c.tenant_id = ${tenant} and c.id = s.contact_id returning c.id, c.version)
    insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
    select ${tenant}, 'contact.consent_changed', 'contact', s.contact_id, c.version, jsonb_build_object('channel', s.channel, 'purpose', s.purpose, 'granted', false), s.at
    from said s join changed c on c.id = s.contact_id`;
}
