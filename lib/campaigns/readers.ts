import type { TagsTx } from '@/db/client';
import { listContacts } from '@/lib/contacts';
import { query } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { assigning } from './assigning';
import { audienceOf, inAudience, type Chosen } from './audience';
import { findCampaign, type CampaignRow } from './queries';
import { CampaignReaders, Readers } from './schema';

const offered = 20;
/** Of whom is found by what was typed so many are looked at, and of an audience as many at a time. */
const looked = 200;
/** Somebody waits for the answer. */
const mostLooks = 10;

type Reader = Readers['items'][number];

/** Who has a message of it that was not left out. */
const withMessage = (
  sql: TagsTx,
  { tenantId, id }: CampaignRow,
  { variant, named }: { variant: number | undefined; named: readonly string[] | null },
) => sql<Reader[]>`
  select c.id, c.display_name as name, m.recipient_address as address
  from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null
  where m.tenant_id = ${tenantId} and m.source_type = 'campaign' and m.source_id = ${id} and m.status <> 'skipped'
    ${variant === undefined ? sql`` : sql`and m.variant = ${variant}`}
    ${named ? sql`and m.contact_id = any(${[...named]}::uuid[])` : sql``}
  order by m.contact_id limit ${offered}`;

const present = (sql: TagsTx, tenant: string, ids: readonly string[]) => sql<Reader[]>`
  select id, display_name as name, coalesce(email, phone) as address from contacts
  where tenant_id = ${tenant} and id = any(${[...ids]}::uuid[]) and deleted_at is null order by id limit ${offered}`;

/** Members of the segments for whom `gets` holds, the first ones or those that were named. */
async function members(
  sql: TagsTx,
  tenant: string,
  { chosen, named, gets }: { chosen: Chosen; named: readonly string[] | null; gets: (contactId: string) => boolean },
): Promise<Reader[]> {
  if (named) return present(sql, tenant, (await inAudience(sql, tenant, chosen, named)).filter(gets));
  const found: Reader[] = [];
  let looks = 0;
  for await (const ids of audienceOf(sql, tenant, chosen, looked)) {
    found.push(...(await present(sql, tenant, ids.filter(gets))));
    if (found.length >= offered || ++looks === mostLooks) break;
  }
  return found.slice(0, offered);
}

/** Whether somebody would get this variant of a campaign that has no messages yet; of all of it unless one is named. */
async function getting(ctx: Ctx, campaign: CampaignRow, variant: number | undefined) {
  const groups = await assigning(ctx, { ...campaign, perHour: null, sendLocal: false });
  return async (sql: TagsTx) => {
    const place = await groups(sql, []);
    return (contactId: string) => {
      const { leaveOut, variant: own } = place?.(contactId) ?? {};
      return !leaveOut && (variant === undefined || own === variant);
    };
  };
}

export const findReaders = query({
  name: 'campaigns.readers',
  summary: 'Some people of an audience, to look at the message as they get it',
  access: 'campaigns:read',
  input: CampaignReaders,
  output: Readers,
  async hot(ctx, { id, variant, segmentIds, excludedSegmentIds, q }) {
    const named = q ? (await listContacts(ctx, { q, limit: looked })).items.map((each) => each.id) : null;
    if (!id) {
      const chosen = { segmentIds: segmentIds ?? [], excludedSegmentIds };
      const find = (sql: TagsTx) => members(sql, ctx.tenant, { chosen, named, gets: () => true });
      return { items: await withTenantTags(ctx, find) };
    }
    const campaign = await withTenant(ctx, async (tx) => findCampaign(tx, id));
    if (campaign.plannedAt)
      return { items: await withTenantTags(ctx, async (sql) => withMessage(sql, campaign, { variant, named })) };
    const gets = await getting(ctx, campaign, variant);
    const find = async (sql: TagsTx) =>
      members(sql, ctx.tenant, { chosen: { campaignId: id }, named, gets: await gets(sql) });
    return { items: await withTenantTags(ctx, find) };
  },
});
