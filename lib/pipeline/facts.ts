import type { Tags, TagsTx } from '@/db/client';
import { loadRules, rulesFor, uncounted, type Asking, type GateRules } from '@/lib/compliance';
import type { Channel } from '@/lib/contacts/vocabulary';
import type { GateFacts } from './gate';
import type { SuppressionReason } from './vocabulary';

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
  suppression: SuppressionReason | null;
  suppressed_at: Date | null;
  pressure: [Channel, number | null][] | null;
}

const present = (row: Row): Recipient => ({
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
  suppression:
    row.suppression && row.suppressed_at ? { reason: row.suppression, at: row.suppressed_at.toISOString() } : null,
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
}

/** The rules of an organisation for one kind of message, as they stand. Asked by the system role. */
export async function gateAsk(sql: Tags | TagsTx, tenant: string, asking: Asking, now: Date): Promise<GateAsk> {
  const set = await loadRules(sql, tenant);
  return { rules: rulesFor(set, asking, now), uncounted: uncounted(set) };
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
  { rules, uncounted: free }: GateAsk,
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
        : sql`null::text`;
  const latest = (alias: string, about: string) => sql`
    left join lateral (select granted, source, occurred_at from contact_consents k
      where k.tenant_id = ${tenant} and k.contact_id = c.id and k.channel = ${channel} and k.purpose = ${about} order by occurred_at desc, id desc limit 1) ${sql(alias)} on true`;
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
      s.reason as suppression, s.created_at as suppressed_at, ${pressure} as pressure
    from unnest(${contactIds}::uuid[], ${messageIds as string[]}::uuid[]) as wanted(id, message)
    join contacts c on c.tenant_id = ${tenant} and c.id = wanted.id and c.deleted_at is null
    ${latest('k', purpose)}
    ${latest('n', 'any')}
    left join lateral (select reason, created_at from email_suppressions s
      where s.tenant_id = ${tenant} and s.email_normalized = ${address} and s.deleted_at is null and (s.expires_at is null or s.expires_at > now()) order by (s.reason = 'unsubscribe'), created_at limit 1) s on true`;
  return rows.map(present);
}
