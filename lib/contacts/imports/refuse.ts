import type { TagsTx } from '@/db/client';
import type { ImportKey } from '../import/mapping';
import type { Refusal } from './batch';
import { keyColumns, reached, sayings, type StoreRules } from './rules';

/** The last word in the ledger about a person `s`, a channel and a purpose `i`. One look-up by key for each, whatever the planner knows. */
const lastSaid = (sql: TagsTx, tenant: string) => sql`left join lateral (
  select x.granted, x.occurred_at, x.source, x.evidence from contact_consents x
  where x.tenant_id = ${tenant} and x.contact_id = s.contact_id and x.channel = i.channel and x.purpose = i.purpose
  order by x.occurred_at desc, x.id desc limit 1) l on true`;

/**
 * A no is written where none stands, where a topic was wanted alone after it, and where nothing newer than the file is a yes; what
 * this very file gave is not newer.
 */
const stillToSay = (sql: TagsTx, { tenant, uploadedAt, importId }: StoreRules) => sql`
  (l.granted is null or (l.granted and (l.occurred_at <= ${uploadedAt} or (l.source = 'import' and l.evidence ->> 'importId' = ${importId})))
    or (not l.granted and i.purpose = 'marketing' and exists (select 1 from contact_topic_state t where t.tenant_id = ${tenant} and t.contact_id = s.contact_id and t.channel = i.channel
      and t.granted and t.occurred_at <= ${uploadedAt})))`;

/**
 * Writes the refusals in `said` (contact_id, channel, purpose, before, last) into the ledger, and into the timeline the consents that end by them
 * and who is not to be contacted. They hold from the upload on: a topic that was wanted after it stays.
 */
const written = (sql: TagsTx, { tenant, importId, uploadedAt, consentSource, actor, now }: StoreRules) => sql`
  refused as (
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, evidence, actor, occurred_at)
    select ${tenant}, d.contact_id, d.channel, d.purpose, false, 'import', ${consentSource}, ${JSON.stringify({ importId })}::text::jsonb, ${actor}, greatest(${uploadedAt}, d.last) from said d
    returning contact_id),
  past as (
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
    select ${tenant}, d.contact_id, 'consent.withdrawn', 'Consent withdrawn', jsonb_build_object('channel', d.channel, 'purpose', 'marketing', 'source', 'import'), ${actor}, ${now}::timestamptz
    from said d where d.purpose = 'marketing' and d.before is not null
    union all
    select ${tenant}, d.contact_id, 'consent.withdrawn', 'Asked not to be contacted', jsonb_build_object('channels', jsonb_agg(d.channel), 'purpose', 'any', 'source', 'import'), ${actor}, ${now}::timestamptz
    from said d where d.purpose = 'any' group by d.contact_id)`;

/** The no of a row whose contact exists. */
export async function refuseKnown(sql: TagsTx, rules: StoreRules): Promise<void> {
  await sql`
    with said as materialized (
      select s.contact_id, i.channel, i.purpose, l.granted as before, l.occurred_at as last from import_rows s cross join lateral ${sayings(sql, rules)} ${lastSaid(sql, rules.tenant)}
      where s.known and s.clash is null and i.says is false and ${stillToSay(sql, rules)}),
    ${written(sql, rules)}
    update import_rows s set consented = true from refused r where r.contact_id = s.contact_id`;
}

/** Writes what is asked of people and channels, as far as it is still to say; gives whom it changed. */
async function refuseAsked(sql: TagsTx, rules: StoreRules, asked: ReturnType<typeof askedBy>): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with asked as materialized (${asked}),
    said as materialized (
      select s.contact_id, i.channel, i.purpose, l.granted as before, l.occurred_at as last from asked s cross join lateral (select s.channel, s.purpose) i ${lastSaid(sql, rules.tenant)}
      where ${stillToSay(sql, rules)}),
    ${written(sql, rules)}
    select distinct contact_id as id from refused`;
  return rows.map(({ id }) => id);
}

/** Everybody who has these keys: of a number all who have it. */
const askedBy = (sql: TagsTx, tenant: string, by: ImportKey, refusals: readonly Refusal[]) => sql`
  select distinct c.id as contact_id, k.channel, k.purpose
  from unnest(${refusals.map((each) => each.key)}::text[], ${refusals.map((each) => each.channel)}::text[], ${refusals.map((each) => each.purpose)}::text[]) k (key, channel, purpose)
  cross join lateral (select c.id from contacts c where c.tenant_id = ${tenant} and c.${sql(keyColumns[by])} = k.key and c.deleted_at is null offset 0) c`;

/**
 * The no of rows that repeat somebody or fail: of two rows for one person the refusal counts, wherever it stands, and whose row it is
 * when two claim an address is not ours to say. Gives whom it changed.
 */
export async function refuseRepeated(sql: TagsTx, refusals: readonly Refusal[], rules: StoreRules): Promise<string[]> {
  const changed: string[] = [];
  for (const by of ['email', 'externalId', 'phone'] as const) {
    const these = refusals.filter((each) => each.by === by);
    if (these.length > 0) changed.push(...(await refuseAsked(sql, rules, askedBy(sql, rules.tenant, by, these))));
  }
  return [...new Set(changed)];
}

/** The no of rows that fail because their email or external id belongs to another contact: of whom the key names, and of who has the address or number. */
export const refuseClashed = (sql: TagsTx, rules: StoreRules): Promise<string[]> =>
  refuseAsked(
    sql,
    rules,
    sql`
    select distinct h.contact_id, i.channel, i.purpose from import_rows s cross join lateral ${sayings(sql, rules)}
    cross join lateral (
      select s.contact_id where s.known
      union all select k.id from (select c.id from contacts c where i.channel = any(${reached('email')}) and c.tenant_id = ${rules.tenant} and c.email_normalized = s.email_normalized and c.deleted_at is null offset 0) k
      union all select k.id from (select c.id from contacts c where i.channel = any(${reached('phone')}) and c.tenant_id = ${rules.tenant} and c.phone_e164 = s.phone_e164 and c.deleted_at is null offset 0) k) h (contact_id)
    where s.clash is not null and i.says is false`,
  );
