import { feedbackContext } from '@/lib/feedback';
import { insertFacts } from '@/lib/platform/outbox';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { notFound } from '@/lib/platform/errors';
import { services, type Services } from '@/lib/platform/services';
import { linkTokens } from '@/lib/tracking';

/** What a link to confirm stands for, and whether that is done. */
export interface Confirmation {
  tenantName: string;
  email: string;
  purpose: string;
  /** Of a consent to topics: their names, all that were wanted when it was given. */
  topics: string[];
  state: 'open' | 'confirmed' | 'withdrawn';
}

interface Row {
  contact_id: string;
  email: string;
  tenant_name: string;
  purpose: string;
  latest_id: string;
  granted: boolean;
  latest_source: string;
  consent_id: string;
  topics: { id: string; name: string }[];
}

interface Call {
  services?: Services;
  clock?: Clock;
}

/**
 * Shows what the bearer of the link is asked, and with `confirm` adds their word to the ledger; a repeat adds nothing. A consent
 * taken back since stays so. Throws `not_found` for anything but a link of ours to a person who still has the address it went to.
 */
async function read(token: string, confirm: boolean, call: Call): Promise<Confirmation> {
  const claim = linkTokens().verify(token);
  if (claim?.kind !== 'confirm') throw notFound('link');
  const { tenant, messageId } = claim;
  const clock = call.clock ?? systemClock;
  const ctx = feedbackContext(call.services ?? services(), tenant, clock);
  return withTenantTags(ctx, async (sql) => {
    // In a statement of its own: what was taken back while it waited must be read after it.
    if (confirm)
      await sql`
        select 1 from contacts c where c.tenant_id = ${tenant} and c.id = (select contact_id from pipeline_messages where tenant_id = ${tenant} and id = ${messageId}) for update`;
    const [row] = await sql<Row[]>`
      select c.id as contact_id, m.recipient_address as email, t.name as tenant_name, k.purpose, k.id as consent_id, l.id as latest_id, l.source as latest_source,
        case when k.topic_id is null then l.granted else w.topics <> '[]' end as granted, w.topics
      from pipeline_messages m
      join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null and c.email_normalized = m.recipient_address
      join contact_consents k on k.tenant_id = m.tenant_id and k.id = m.source_id cross join find_tenant(${tenant}) t
      join lateral (select id, granted, source from contact_consents l where l.tenant_id = m.tenant_id and l.contact_id = c.id and l.channel = k.channel and l.purpose = k.purpose and l.topic_id is not distinct from k.topic_id
        order by occurred_at desc, id desc limit 1) l on true
      cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.position, o.id), '[]') as topics
        from contact_topic_state s join topics o on o.tenant_id = s.tenant_id and o.id = s.topic_id
        where k.topic_id is not null and s.tenant_id = k.tenant_id and s.contact_id = c.id and s.channel = k.channel and s.granted
          and (s.occurred_at <= k.occurred_at or s.topic_id = k.topic_id or s.source = 'double_opt_in')) w
      where m.tenant_id = ${tenant} and m.id = ${messageId} and m.source_type = 'consent'`;
    if (!row) throw notFound('link');
    const topics = row.topics.map((topic) => topic.name);
    const shown = { tenantName: row.tenant_name, email: row.email, purpose: row.purpose, topics };
    const [done] = await sql`
      select 1 from contact_consents where tenant_id = ${tenant} and contact_id = ${row.contact_id} and channel = 'email' and purpose = ${row.purpose}
        and source = 'double_opt_in' and granted and evidence ->> 'messageId' = ${messageId}`;
    if (!row.granted) return { ...shown, state: 'withdrawn' };
    if (done) return { ...shown, state: 'confirmed' };
    if (!confirm) return { ...shown, state: 'open' };
    const now = clock.now();
    const actor = `public:${messageId}`;
    const about = row.topics.length > 0 ? row.topics.map(({ id }) => id) : [null];
    await sql`
      insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, source_detail, evidence, actor, occurred_at)
      select ${tenant}, ${row.contact_id}, 'email', ${row.purpose}, topic, true, 'double_opt_in', 'Confirmed by the link in a mail', ${sql.json({ messageId, consentId: row.consent_id })}::jsonb, ${actor}, ${now}::timestamptz
      from unnest(${about}::uuid[]) as topic`;
    const [after] = await sql<{ version: string }[]>`
      update contacts set version = version + 1, updated_at = ${now} where tenant_id = ${tenant} and id = ${row.contact_id} returning version`;
    await sql`
      insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
      values (${tenant}, ${row.contact_id}, 'consent.granted', 'Consent confirmed', ${sql.json({ channel: 'email', purpose: row.purpose, source: 'double_opt_in', ...(topics.length > 0 ? { topic: topics.join(', ') } : {}) })}, ${actor}, ${now})`;
    await sql`
      insert into audit_logs (tenant_id, action, actor_type, actor_id, entity_type, entity_id, details, request_id, occurred_at)
      values (${tenant}, 'consent.confirm', 'public', ${actor}, 'contact', ${row.contact_id}, ${sql.json({ purpose: row.purpose })}, ${ctx.requestId}, ${now})`;
    const fact = {
      ...{ type: 'contact.consent_changed' as const, entityType: 'contact', entityId: row.contact_id },
      ...{ version: Number(after?.version ?? 0), payload: { channel: 'email', purpose: row.purpose, granted: true } },
    };
    await insertFacts(sql, tenant, [fact], now);
    return { ...shown, state: 'confirmed' };
  });
}

/** What the link asks; changes nothing. Throws `not_found`. */
export const peekConfirmation = (token: string, call: Call = {}): Promise<Confirmation> => read(token, false, call);
/** The person's own word. Throws `not_found`. */
export const confirmConsent = (token: string, call: Call = {}): Promise<Confirmation> => read(token, true, call);
