import type { TagsTx } from '@/db/client';
import type { LedgerPurpose } from '../vocabulary';
import type { PreparedBatch } from './batch';
import { refuseClashed, refuseKnown, refuseRepeated } from './refuse';
import { holder, sayings, type Said, type StoreRules } from './rules';
import { stageRows } from './stage';

export interface Stored {
  created: string[];
  updated: string[];
  unchanged: number;
  /** Contacts that a row which is not stored took a consent from: it repeats somebody, or fails. */
  refused: string[];
  /** Rows whose email or external id belongs to another contact than their key names. */
  clashes: { n: number; field: 'email' | 'externalId'; value: string; refuses: Said | null }[];
}

type Fragment = ReturnType<typeof notOptedOut>;

/** Finds which staged rows mean contacts that exist: row number → contact. */
async function match(sql: TagsTx, { tenant, key }: StoreRules): Promise<Map<number, string>> {
  const rows = await sql<{ n: number; id: string }[]>`
    update import_rows s set known = true, contact_id = ${holder(sql, tenant, key)}
    where ${holder(sql, tenant, key)} is not null returning s.n, s.contact_id as id`;
  return new Map(rows.map((row) => [row.n, row.id]));
}

async function findClashes(sql: TagsTx, rules: StoreRules): Promise<Stored['clashes']> {
  const clashes: Stored['clashes'] = [];
  for (const field of rules.alsoUnique) {
    const value = field === 'email' ? sql`s.email` : sql`s.external_id`;
    const rows = await sql<{ n: number; value: string; refuses: Said | null }[]>`
      update import_rows s set clash = ${field} where s.clash is null and ${holder(sql, rules.tenant, field)} <> s.contact_id
      returning s.n, ${value} as value, (select min(i.purpose) from ${sayings(sql, rules)} where not i.says) as refuses`;
    clashes.push(...rows.map((row) => ({ ...row, field })));
  }
  return clashes;
}

/** Whether a deleted contact may have opted out; asked first, since most organisations have none. */
async function hasDeleted(sql: TagsTx, tenant: string): Promise<boolean> {
  return (await sql`select 1 from contacts where tenant_id = ${tenant} and deleted_at is not null limit 1`).length > 0;
}

const hasTopics = async (sql: TagsTx, tenant: string): Promise<boolean> =>
  (await sql`select 1 from topics where tenant_id = ${tenant} limit 1`).length > 0;

/** Leaves out addresses and numbers (`i`) whose last word, said by a contact that is deleted by now, was no: to delete somebody does not undo it. */
const notOptedOut = (sql: TagsTx, tenant: string) =>
  sql`and (i.says is false or (true ${lastWord(sql, tenant, 'marketing')} ${lastWord(sql, tenant, 'any')}))`;

const lastWord = (sql: TagsTx, tenant: string, purpose: LedgerPurpose) => sql`and coalesce((
  select l.granted from (
    select d.id from channel_identifiers o join contacts d on d.tenant_id = o.tenant_id and d.id = o.contact_id and d.deleted_at is not null
    where o.tenant_id = ${tenant} and o.channel = case i.channel when 'email' then 'email' else 'sms' end and o.identifier = i.identifier offset 0) gone
  join contact_consents l on l.tenant_id = ${tenant} and l.contact_id = gone.id and l.channel = i.channel and l.purpose = ${purpose}
  order by l.occurred_at desc, l.id desc limit 1), true)`;

/** Topics that people had left before they were deleted stay left. Person by person: see `notOptedOut`. */
const topicsLeft = (sql: TagsTx, tenant: string) => sql`
  insert into contact_consents (tenant_id, contact_id, channel, purpose, topic_id, granted, source, source_detail, actor, occurred_at)
  select distinct on (s.contact_id, l.channel, l.topic_id) ${tenant}, s.contact_id, l.channel, 'topic', l.topic_id, false, l.source, 'Left before they were deleted', 'system', l.occurred_at
  from import_rows s cross join lateral (values ('email', s.email_normalized), ('sms', s.phone_e164), ('whatsapp', s.phone_e164)) i (channel, identifier)
  cross join lateral (
    select d.id from channel_identifiers o join contacts d on d.tenant_id = o.tenant_id and d.id = o.contact_id and d.deleted_at is not null
    where o.tenant_id = ${tenant} and o.channel = case i.channel when 'email' then 'email' else 'sms' end and o.identifier = i.identifier offset 0) gone
  cross join lateral (
    select channel, topic_id, source, occurred_at from contact_topic_state t where t.tenant_id = ${tenant} and t.contact_id = gone.id and t.channel = i.channel and not t.granted) l
  where not s.known and s.clash is null order by s.contact_id, l.channel, l.topic_id, l.occurred_at desc`;

/** Everything that a new contact begins with. Sent without waiting in between: the wire keeps the order. */
function create(sql: TagsTx, rules: StoreRules, agreed: Fragment) {
  const { tenant, importId, now, consent, consentSource, actor } = rules;
  const evidence = JSON.stringify({ importId });
  return [
    sql`insert into contacts (tenant_id, id, external_id, email, email_normalized, phone, phone_e164, first_name, last_name, display_name, language, country, time_zone, attributes, source, source_id, created_by, created_at, updated_at)
      select ${tenant}, contact_id, external_id, email, email_normalized, phone, phone_e164, first_name, last_name, display_name, language, country, time_zone, coalesce(attributes, '{}'), 'import', ${importId}, ${actor}, ${now}, ${now}
      from import_rows where not known and clash is null`,
    sql`insert into channel_identifiers (tenant_id, contact_id, channel, identifier, is_primary, created_at)
      select ${tenant}, s.contact_id, i.channel, i.identifier, true, ${now} from import_rows s
      cross join lateral (values ('email', s.email_normalized), ('sms', s.phone_e164)) i (channel, identifier) where not s.known and s.clash is null and i.identifier is not null`,
    sql`insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, evidence, actor, occurred_at)
      select ${tenant}, s.contact_id, i.channel, i.purpose, coalesce(i.says, true), 'import', ${consentSource}, ${evidence}::text::jsonb, ${actor}, ${now} from import_rows s
      cross join lateral ${sayings(sql, rules)}
      where not s.known and s.clash is null and (i.says is false or i.identifier is not null) and (i.says is false or (s.closes is null and i.purpose = 'marketing' and (i.says or i.channel = any (${[...consent]})))) ${agreed}`,
  ];
}

async function addTags(sql: TagsTx, { tenant, onConflict, now }: StoreRules): Promise<void> {
  const wanted = onConflict === 'keep' ? sql`s.clash is null and not s.known` : sql`s.clash is null`;
  await sql`insert into contact_tags (tenant_id, name, created_at)
    select distinct ${tenant}, t.name, ${now}::timestamptz from import_rows s cross join lateral jsonb_array_elements_text(s.tags) t (name) where ${wanted} order by 2 on conflict do nothing`;
  await sql`with added as (
      insert into contact_tag_mapping (tenant_id, contact_id, tag_id, created_at)
      select distinct ${tenant}, s.contact_id, ct.id, ${now}::timestamptz from import_rows s cross join lateral jsonb_array_elements_text(s.tags) t (name)
      join contact_tags ct on ct.tenant_id = ${tenant} and ct.name = t.name where ${wanted} on conflict do nothing returning contact_id)
    update import_rows s set tagged = true from added a where a.contact_id = s.contact_id and s.known`;
}

/** Consent by import only where the ledger says nothing yet: who once opted out stays out. */
const agreeKnown = (sql: TagsTx, rules: StoreRules, agreed: Fragment) => {
  const { tenant, importId, now, consent, consentSource, actor } = rules;
  const stored = sql`(select case v.channel when 'email' then c.email_normalized else c.phone_e164 end from contacts c where c.tenant_id = ${tenant} and c.id = s.contact_id)`;
  return sql`
  with given as (
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, evidence, actor, occurred_at)
    select ${tenant}, s.contact_id, i.channel, 'marketing', true, 'import', ${consentSource}, ${JSON.stringify({ importId })}::text::jsonb, ${actor}, ${now} from import_rows s
    cross join lateral (select v.channel, v.says, coalesce(v.identifier, case when v.says then ${stored} end) as identifier from ${sayings(sql, { hasClosing: false }, 'v')}) i
    where s.known and s.clash is null and s.closes is null and i.identifier is not null and i.says is not false and (i.says or i.channel = any (${[...consent]}))
      and not exists (select 1 from contact_consents x where x.tenant_id = ${tenant} and x.contact_id = s.contact_id and x.channel = i.channel and x.purpose = 'marketing') ${agreed}
    returning contact_id)
  update import_rows s set consented = true from given g where g.contact_id = s.contact_id`;
};

/** The file's values win over the stored ones; what the file leaves empty stays. Replaced attribute values go to the history. */
const update = (sql: TagsTx, { tenant, now }: StoreRules) => sql`
  with changed as (
    update contacts c set external_id = coalesce(s.external_id, c.external_id),
      email = case when s.email_normalized is null or s.email_normalized = c.email_normalized then c.email else s.email end,
      email_normalized = coalesce(s.email_normalized, c.email_normalized),
      phone = case when s.phone_e164 is null or s.phone_e164 = c.phone_e164 then c.phone else s.phone end,
      phone_e164 = coalesce(s.phone_e164, c.phone_e164),
      first_name = coalesce(s.first_name, c.first_name), last_name = coalesce(s.last_name, c.last_name),
      display_name = left(coalesce(nullif(concat_ws(' ', coalesce(s.first_name, c.first_name), coalesce(s.last_name, c.last_name)), ''),
        s.email, c.email, s.phone, c.phone, s.external_id, c.external_id, 'Unnamed'), 320),
      language = coalesce(s.language, c.language), country = coalesce(s.country, c.country), time_zone = coalesce(s.time_zone, c.time_zone),
      attributes = c.attributes || coalesce(s.attributes, '{}'), version = c.version + 1, updated_at = ${now}
    from import_rows s
    where c.tenant_id = ${tenant} and c.id = s.contact_id and s.known and s.clash is null and (
      s.tagged or coalesce(s.external_id, c.external_id) is distinct from c.external_id
      or coalesce(s.email_normalized, c.email_normalized) is distinct from c.email_normalized or coalesce(s.phone_e164, c.phone_e164) is distinct from c.phone_e164
      or coalesce(s.first_name, c.first_name) is distinct from c.first_name or coalesce(s.last_name, c.last_name) is distinct from c.last_name
      or coalesce(s.language, c.language) is distinct from c.language or coalesce(s.country, c.country) is distinct from c.country
      or coalesce(s.time_zone, c.time_zone) is distinct from c.time_zone or not c.attributes @> coalesce(s.attributes, '{}'))
    returning c.id, s.n, old.attributes as before, s.attributes as given),
  history as (
    insert into contact_attributes (tenant_id, contact_id, key, value, data_type, source, replaced_at)
    select ${tenant}, u.id, b.key, b.value, case jsonb_typeof(b.value) when 'string' then 'text' else jsonb_typeof(b.value) end, 'import', ${now}
    from changed u cross join lateral jsonb_each(u.before) b where u.given ? b.key and u.given -> b.key <> b.value)
  update import_rows s set changed = true from changed u where u.n = s.n`;

async function keepIdentifiers(sql: TagsTx, { tenant, now }: StoreRules): Promise<void> {
  await sql`delete from channel_identifiers i using import_rows s
    where i.tenant_id = ${tenant} and i.contact_id = s.contact_id and s.changed and i.is_primary
      and ((i.channel = 'email' and i.identifier <> s.email_normalized) or (i.channel = 'sms' and i.identifier <> s.phone_e164))`;
  await sql`insert into channel_identifiers (tenant_id, contact_id, channel, identifier, is_primary, created_at)
    select ${tenant}, s.contact_id, i.channel, i.identifier, true, ${now} from import_rows s
    cross join lateral (values ('email', s.email_normalized), ('sms', s.phone_e164)) i (channel, identifier) where s.changed and i.identifier is not null
    on conflict (tenant_id, contact_id, channel, identifier) do update set is_primary = true where not channel_identifiers.is_primary`;
}

/** Room for the index of names to be extended in few large steps; and no wait for a lock is endless. */
const settings = (sql: TagsTx) => sql`
  select set_config('enable_seqscan', 'off', true), set_config('gin_pending_list_limit', '32768', true), set_config('work_mem', '64MB', true), set_config('lock_timeout', '60s', true)`;

/**
 * Writes a batch of rows into the caller's transaction, with all that belongs to a contact. Until `turn` is awaited another
 * batch of the same file may be at work: what is done before it holds for rows whose keys the file has only once.
 */
export async function storeRows(
  sql: TagsTx,
  { staged: rows, copied, refusals }: Pick<PreparedBatch, 'staged' | 'copied' | 'refusals'>,
  rules: StoreRules,
  turn: () => Promise<void> = async () => undefined,
): Promise<Stored> {
  if (rows.length === 0) {
    await turn();
    const refused = await refuseRepeated(sql, refusals, rules);
    return { created: [], updated: [], unchanged: 0, refused, clashes: [] };
  }
  await settings(sql);
  await stageRows(sql, copied);
  const known = await match(sql, rules);
  let clashes = await findClashes(sql, rules);
  if (clashes.length > 0) {
    // The batch before may be just freeing the address or id that a row asks for.
    await turn();
    await sql`update import_rows set clash = null where clash is not null`;
    clashes = await findClashes(sql, rules);
  }
  const clashed = new Set(clashes.map(({ n }) => n));
  const created = rows.flatMap((row, n) => (known.has(n) || clashed.has(n) ? [] : [row.id]));
  const before = await hasDeleted(sql, rules.tenant);
  const agreed = before ? notOptedOut(sql, rules.tenant) : sql``;
  if (created.length > 0) {
    await Promise.all(create(sql, rules, agreed));
    if (before && (await hasTopics(sql, rules.tenant))) await topicsLeft(sql, rules.tenant);
  }
  await turn();
  if (known.size > 0) await sql`create index on import_rows (contact_id) where known`;
  if (rules.hasTags) await addTags(sql, rules);
  const updated = known.size === 0 ? [] : await updateKnown(sql, rules, agreed);
  const refused = await refuseRepeated(sql, refusals, rules);
  if (clashes.some(({ refuses }) => refuses)) refused.push(...(await refuseClashed(sql, rules)));
  const unchanged = rows.length - created.length - clashes.length - updated.length;
  return { created, updated, unchanged, refused, clashes };
}

/** Brings the contacts that exist up to date, or notes no more than who refuses; gives the ids of those that changed. */
async function updateKnown(sql: TagsTx, rules: StoreRules, agreed: Fragment): Promise<string[]> {
  if (rules.onConflict === 'update') {
    await update(sql, rules);
    await keepIdentifiers(sql, rules);
    await agreeKnown(sql, rules, agreed);
  }
  if (rules.hasConsents) await refuseKnown(sql, rules);
  const changed = await sql<
    { id: string }[]
  >`select contact_id as id from import_rows where known and (changed or consented)`;
  return changed.map(({ id }) => id);
}
