import type { Tags } from '@/db/client';

/** The next people of a campaign's audience after `after`, by id: members of its segments, minus the excluded ones'. */
export async function audiencePage(
  sql: Tags,
  tenant: string,
  campaignId: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select c.id from contacts c
    where c.tenant_id = ${tenant} and c.deleted_at is null ${after ? sql`and c.id > ${after}` : sql``}
      and exists (select 1 from campaign_segments s join segment_members m on m.tenant_id = s.tenant_id and m.segment_id = s.segment_id
        where s.tenant_id = ${tenant} and s.campaign_id = ${campaignId} and not s.excluded and m.contact_id = c.id)
      and not exists (select 1 from campaign_segments s join segment_members m on m.tenant_id = s.tenant_id and m.segment_id = s.segment_id
        where s.tenant_id = ${tenant} and s.campaign_id = ${campaignId} and s.excluded and m.contact_id = c.id)
    order by c.id limit ${limit}`;
  return rows.map((row) => row.id);
}
