import type { Tags, TagsTx } from '@/db/client';
import { listContacts } from '@/lib/contacts';
import { isText } from '@/lib/contacts/vocabulary';
import { query } from '@/lib/platform/command';
import type { Ctx } from '@/lib/platform/context';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { assigning } from './assigning';
import { audienceOf, inAudience, type Chosen } from './audience';
import { findCampaign, type CampaignRow } from './queries';
import { CampaignReaders, Readers } from './schema';

const offered = 20;
/** So many of an audience are looked at a time, and of those who are found by what was typed. */
const looked = 1_000;
const lookedByName = 200;
/** Somebody waits for the answer. */
const mostLooks = 10;

type Reader = Readers['items'][number];
type Look = (ids: readonly string[]) => Promise<Reader[]>;

/** Who of these have a message of it that was not left out; of all of them without `named`. */
const withMessage = (
  sql: TagsTx,
  { tenantId, id }: CampaignRow,
  { variant, named }: { variant: number | undefined; named?: readonly string[] },
) => sql<Reader[]>`
  select c.id, c.display_name as name, m.recipient_address as address
  from pipeline_messages m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id and c.deleted_at is null
  where m.tenant_id = ${tenantId} and m.source_type = 'campaign' and m.source_id = ${id} and m.status <> 'skipped'
    ${variant === undefined ? sql`` : sql`and m.variant = ${variant}`}
    ${named ? sql`and m.contact_id = any(${[...named]}::uuid[])` : sql``}
  order by m.contact_id limit ${offered}`;

/** Where it would reach somebody; a browser or a program of theirs has no address to show. */
const addressOn = (sql: Tags | TagsTx, channel: string) =>
  channel === 'email' ? sql`email` : isText(channel) ? sql`phone` : sql`null`;

const present = (sql: TagsTx, { tenant, channel }: { tenant: string; channel: string }, ids: readonly string[]) =>
  sql<Reader[]>`
    select id, display_name as name, ${addressOn(sql, channel)} as address from contacts
    where tenant_id = ${tenant} and id = any(${[...ids]}::uuid[]) and deleted_at is null order by id limit ${offered}`;

/** Page after page until enough of them get it, or it takes too long. */
async function firstOf(pages: AsyncIterable<readonly string[]>, size: number, look: Look): Promise<Readers> {
  const items: Reader[] = [];
  let looks = 0;
  for await (const ids of pages) {
    if (looks === mostLooks) return { items, cutAfter: looks * size };
    items.push(...(await look(ids)));
    looks += 1;
    if (items.length >= offered) break;
  }
  return { items: items.slice(0, offered), cutAfter: null };
}

/** Who is found by what was typed, in the order of the search. */
async function* namesakes(ctx: Ctx, q: string): AsyncGenerator<string[]> {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(ctx, {
      ...{ q, limit: lookedByName },
      ...(cursor ? { cursor } : {}),
    });
    yield page.items.map((each) => each.id);
    cursor = page.nextCursor;
  } while (cursor);
}

type Gets = (contactId: string) => boolean;

/** Whether somebody would get this variant of a campaign that has no messages yet; of all of it unless one is named. */
async function getting(ctx: Ctx, campaign: CampaignRow, variant: number | undefined) {
  const groups = await assigning(ctx, { ...campaign, perHour: null, sendLocal: false });
  return async (sql: TagsTx): Promise<Gets> => {
    const place = await groups(sql, []);
    return (contactId) => {
      const { leaveOut, variant: own } = place?.(contactId) ?? {};
      return !leaveOut && (variant === undefined || own === variant);
    };
  };
}

interface Audience {
  chosen: Chosen;
  channel: string;
  gets: (sql: TagsTx) => Promise<Gets>;
}

/** Members of the segments who get it, the first ones or those that were named. */
async function members(ctx: Ctx, { chosen, channel, gets }: Audience, q: string | undefined): Promise<Readers> {
  const of = { tenant: ctx.tenant, channel };
  if (q)
    return firstOf(namesakes(ctx, q), lookedByName, async (ids) =>
      withTenantTags(ctx, async (sql) => {
        const inside = await inAudience(sql, ctx.tenant, chosen, ids);
        return present(sql, of, inside.filter(await gets(sql)));
      }),
    );
  return withTenantTags(ctx, async (sql) => {
    const mine = await gets(sql);
    const pages = audienceOf(sql, ctx.tenant, chosen, looked);
    return firstOf(pages, looked, (ids) => present(sql, of, ids.filter(mine)));
  });
}

/** Those whom a message of the campaign was made for, the first ones or those that were named. */
async function planned(ctx: Ctx, campaign: CampaignRow, variant: number | undefined, q: string | undefined) {
  const look = async (named?: readonly string[]) =>
    withTenantTags(ctx, async (sql) => withMessage(sql, campaign, { variant, ...(named ? { named } : {}) }));
  return q ? firstOf(namesakes(ctx, q), lookedByName, look) : { items: await look(), cutAfter: null };
}

export const findReaders = query({
  name: 'campaigns.readers',
  summary: 'Some people of an audience, to look at the message as they get it',
  access: 'campaigns:read',
  input: CampaignReaders,
  output: Readers,
  async hot(ctx, { id, variant, segmentIds, excludedSegmentIds, channel, q }) {
    if (!id) {
      const chosen = { segmentIds: segmentIds ?? [], excludedSegmentIds };
      return members(ctx, { chosen, channel, gets: async () => () => true }, q);
    }
    const campaign = await withTenant(ctx, async (tx) => findCampaign(tx, id));
    if (campaign.plannedAt) return planned(ctx, campaign, variant, q);
    const gets = await getting(ctx, campaign, variant);
    return members(ctx, { chosen: { campaignId: id }, channel: campaign.channel, gets }, q);
  },
});
