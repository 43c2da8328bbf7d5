import type { TagsTx } from '@/db/client';
import type { Channel, ConsentSource, LedgerPurpose } from '@/lib/contacts/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';

export interface ConsentChange {
  contactId: string;
  channel: Channel;
  purpose: LedgerPurpose;
  /** With the purpose `topic`: which one. */
  topic?: { id: string; name: string };
  granted: boolean;
  source: ConsentSource;
  detail: string | null;
  actor: string;
  at: Date;
  /** What it is known by, for recognising a repeat. */
  evidence?: Record<string, string>;
  /** Written though it holds already: a newer word, against an older one that comes late. */
  again?: boolean;
  /** Not written where something newer was said: what happened is told late. */
  unlessNewer?: boolean;
}

const isListed = (channel: Channel): boolean => channel === 'email' || channel === 'sms' || channel === 'whatsapp';

/**
 * Appends to the ledger of consent, with its timeline entry and fact; says false when it held already. A grant
 * ends an unsubscription of the address or number that came before it. Of a topic holds what was said last: of it, or against all mailings.
 */
export async function changeConsent(sql: TagsTx, tenant: string, change: ConsentChange): Promise<boolean> {
  const { contactId, channel, purpose, granted, at } = change;
  const topic = change.topic ?? null;
  // The contact's row is the lock: two clicks at once make one line.
  const [contact] = await sql<
    { email: string | null; phone: string | null }[]
  >`select email_normalized as email, phone_e164 as phone from contacts where tenant_id = ${tenant} and id = ${contactId} for update`;
  const address = channel === 'email' ? contact?.email : contact?.phone;
  if (address && granted && isListed(channel)) {
    // A START is the word of the number, whoever has it, and of all that it gets.
    if (purpose !== 'any')
      await sql`select keep_unsubscribed(${tenant}, ${contactId}::uuid, ${channel}, ${change.actor}, ${at}, ${[purpose]}::text[])`;
    await sql`select lift_unsubscription(${tenant}, ${channel}, ${address}, ${purpose === 'any' ? null : contactId}::uuid, ${change.actor}, ${at})`;
  }
  const holds = topic
    ? await topicHolds(sql, tenant, contactId, channel, topic.id)
    : await purposeHolds(sql, tenant, contactId, channel, purpose);
  // Leaving all mailings again is news where a topic was wanted alone since.
  const alone =
    purpose === 'marketing' && !granted && holds === false && (await wantsTopic(sql, tenant, contactId, channel));
  // So is leaving a topic that all mailings, wanted again, would bring back.
  const asleep =
    topic !== null && !granted && holds === false && (await lastSaid(sql, tenant, contactId, channel, topic.id));
  if (!contact || (holds === granted && !alone && !asleep && !change.again)) return false;
  if (change.unlessNewer && (await saidSince(sql, tenant, change))) return false;
  await sql`
    insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, source_detail, evidence, actor, occurred_at)
    values (${tenant}, ${contactId}, ${channel}, ${purpose}, ${topic?.id ?? null}, ${granted}, ${change.source}, ${change.detail}, ${sql.json(change.evidence ?? {})}, ${change.actor}, ${at})`;
  const [row] = await sql<
    { version: string }[]
  >`update contacts set version = version + 1, updated_at = greatest(updated_at, ${at}) where tenant_id = ${tenant} and id = ${contactId} returning version`;
  await sql`
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
    values (${tenant}, ${contactId}, ${granted ? 'consent.granted' : 'consent.withdrawn'}, ${granted ? 'Consent given' : 'Consent withdrawn'},
      ${sql.json({ channel, purpose, source: change.source, ...(topic ? { topic: topic.name } : {}) })}, ${change.actor}, ${at})`;
  await insertFacts(
    sql,
    tenant,
    [
      {
        type: 'contact.consent_changed',
        entityType: 'contact',
        entityId: contactId,
        version: Number(row?.version ?? 0),
        payload: { channel, purpose, granted, ...(topic ? { topicId: topic.id } : {}) },
      },
    ],
    at,
  );
  return true;
}

async function purposeHolds(sql: TagsTx, tenant: string, contactId: string, channel: Channel, purpose: string) {
  const [latest] = await sql<{ granted: boolean }[]>`
    select granted from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = ${purpose}
    order by occurred_at desc, id desc limit 1`;
  return latest?.granted ?? null;
}

/** Something was said of the same purpose after it. */
async function saidSince(sql: TagsTx, tenant: string, { contactId, channel, purpose, at }: ConsentChange) {
  const rows = await sql`
    select 1 from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = ${purpose}
      and occurred_at > ${at} limit 1`;
  return rows.length > 0;
}

/** A topic of which nothing was said is wanted as all mailings are. */
async function topicHolds(sql: TagsTx, tenant: string, contactId: string, channel: Channel, topicId: string) {
  const [said] = await sql<{ granted: boolean }[]>`
    select granted from contact_topic_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and topic_id = ${topicId}`;
  return said ? said.granted : purposeHolds(sql, tenant, contactId, channel, 'marketing');
}

/** The last word on the topic itself, whatever was said of all mailings since. */
async function lastSaid(sql: TagsTx, tenant: string, contactId: string, channel: Channel, topicId: string) {
  const [last] = await sql<{ granted: boolean }[]>`
    select granted from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel}
      and purpose = 'topic' and topic_id = ${topicId} order by occurred_at desc, id desc limit 1`;
  return last?.granted ?? false;
}

async function wantsTopic(sql: TagsTx, tenant: string, contactId: string, channel: Channel): Promise<boolean> {
  const rows = await sql`
    select 1 from contact_topic_state where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and granted limit 1`;
  return rows.length > 0;
}
