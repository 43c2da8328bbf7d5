import type { Tags, TagsTx } from '@/db/client';

interface AudiencePage {
  /** Contacts, by id; some may be deleted by now. */
  ids: string[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

/** The segments of a campaign, or those that one which is not stored yet would have. */
export type Chosen = { campaignId: string } | { segmentIds: readonly string[]; excludedSegmentIds: readonly string[] };

const chosenSql = (sql: Tags | TagsTx, tenant: string, chosen: Chosen) =>
  'campaignId' in chosen
    ? sql`select segment_id, excluded from campaign_segments where tenant_id = ${tenant} and campaign_id = ${chosen.campaignId}`
    : sql`
      select id as segment_id, false as excluded from unnest(${[...chosen.segmentIds]}::uuid[]) id
      union all select id, true from unnest(${[...chosen.excludedSegmentIds]}::uuid[]) id`;

/** The audience of a campaign by id, each once: members of its segments, minus the excluded ones'. At most `limit` at a time. */
export const audience = (sql: Tags | TagsTx, tenant: string, campaignId: string, limit: number) =>
  audienceOf(sql, tenant, { campaignId }, limit);

/** The same of chosen segments. */
export async function* audienceOf(
  sql: Tags | TagsTx,
  tenant: string,
  chosen: Chosen,
  limit: number,
): AsyncGenerator<string[]> {
  let after: string | null = null;
  do {
    const { ids, next }: AudiencePage = await page(sql, tenant, chosen, after, limit);
    yield ids;
    after = next;
  } while (after);
}

/** Which of these people are in it, by id. */
export async function inAudience(
  sql: Tags | TagsTx,
  tenant: string,
  chosen: Chosen,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with chosen as materialized (${chosenSql(sql, tenant, chosen)}),
    members as materialized (
      select m.contact_id as id, bool_or(s.excluded) as excluded from chosen s cross join lateral (
        select contact_id from segment_members m
        where m.tenant_id = ${tenant} and m.segment_id = s.segment_id and m.contact_id = any(${[...ids]}::uuid[])) m group by 1)
    select id from members where not excluded order by id`;
  return rows.map(({ id }) => id);
}

/** The next people after `after`. `limit` members are looked at, each segment's next ones by its key: a page costs the same wherever it stands. */
async function page(
  sql: Tags | TagsTx,
  tenant: string,
  chosen: Chosen,
  after: string | null,
  limit: number,
): Promise<AudiencePage> {
  const rows = await sql<{ id: string; fits: boolean }[]>`
    with chosen as materialized (${chosenSql(sql, tenant, chosen)}),
    page as materialized (
      select distinct m.contact_id as id from chosen s cross join lateral (
        select contact_id from segment_members m
        where m.tenant_id = ${tenant} and m.segment_id = s.segment_id ${after ? sql`and m.contact_id > ${after}` : sql``}
        order by m.contact_id limit ${limit}) m
      where not s.excluded order by 1 limit ${limit})
    select p.id, not exists (select 1 from chosen s cross join lateral (
        select 1 from segment_members m where m.tenant_id = ${tenant} and m.segment_id = s.segment_id and m.contact_id = p.id offset 0) m
      where s.excluded) as fits
    from page p order by p.id`;
  const ids = rows.filter((row) => row.fits).map((row) => row.id);
  return { ids, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}
