import type { TagsTx } from '@/db/client';
import type { Refusal } from './batch';
import { holder, keyColumns, sayings, type StoreRules } from './rules';

/** The last word in the ledger about a person `s` and a channel `i`. One look-up by key for each, whatever the planner knows. */
const lastSaid = (sql: TagsTx, tenant: string) => sql`left join lateral (
  select x.granted, x.occurred_at, x.source, x.evidence from contact_consents x
  where x.tenant_id = ${tenant} and x.contact_id = s.contact_id and x.channel = i.channel and x.purpose = 'marketing'
  order by x.occurred_at desc, x.id desc limit 1) l on true`;

/** A no is written where none stands, and where nothing newer than the file is a yes; what this very file gave is not newer. */
const stillToSay = (sql: TagsTx, { uploadedAt, importId }: StoreRules) => sql`
  (l.granted is null or (l.granted and (l.occurred_at <= ${uploadedAt} or (l.source = 'import' and l.evidence ->> 'importId' = ${importId}))))`;

/** Writes the refusals in `said` (contact_id, channel, before) into the ledger, and the consents that end by them into the timeline. */
const written = (sql: TagsTx, { tenant, importId, consentSource, actor, now }: StoreRules) => sql`
  refused as (
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, evidence, actor, occurred_at)
    select ${tenant}, d.contact_id, d.channel, 'marketing', false, 'import', ${consentSource}, ${JSON.stringify({ importId })}::text::jsonb, ${actor}, ${now} from said d
    returning contact_id),
  past as (
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
    select ${tenant}, d.contact_id, 'consent.withdrawn', 'Consent withdrawn', jsonb_build_object('channel', d.channel, 'purpose', 'marketing', 'source', 'import'), ${actor}, ${now}
    from said d where d.before)`;

/** The no of a row whose contact exists. */
export async function refuseKnown(sql: TagsTx, rules: StoreRules): Promise<void> {
  await sql`
    with said as materialized (
      select s.contact_id, i.channel, l.granted as before from import_rows s cross join lateral ${sayings(sql)} ${lastSaid(sql, rules.tenant)}
      where s.known and s.clash is null and i.says is false and ${stillToSay(sql, rules)}),
    ${written(sql, rules)}
    update import_rows s set consented = true from refused r where r.contact_id = s.contact_id`;
}

/** The no of rows that repeat somebody: of two rows for one person the refusal counts, wherever it stands. Gives whom it changed. */
export async function refuseRepeated(sql: TagsTx, refusals: readonly Refusal[], rules: StoreRules): Promise<string[]> {
  if (refusals.length === 0) return [];
  const { tenant, key } = rules;
  const rows = await sql<{ id: string }[]>`
    with asked as materialized (
      select ${holder(sql, tenant, key)} as contact_id, s.channel from (
        select distinct k.key as ${sql(keyColumns[key])}, k.channel from unnest(${refusals.map((each) => each.key)}::text[], ${refusals.map((each) => each.channel)}::text[]) k (key, channel)) s),
    said as materialized (
      select s.contact_id, i.channel, l.granted as before from asked s cross join lateral (select s.channel) i ${lastSaid(sql, tenant)}
      where s.contact_id is not null and ${stillToSay(sql, rules)}),
    ${written(sql, rules)}
    select distinct contact_id as id from refused`;
  return rows.map(({ id }) => id);
}
