import { and, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { campaigns } from '@/db/schema';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { decodeCursor, encodeCursor, toPage } from '@/lib/platform/cursor';
import { deciderSql, deciderTables, toDecideSql } from '@/lib/pipeline';
import { outcomeOf, type MessageState } from '@/lib/pipeline/vocabulary';
import { sentence } from '@/lib/platform/text';
import { recipientsPage, recipientsWhere } from './recipients';
import { findCampaign, lastTotals, presentCampaign, presentCampaigns } from './queries';
import {
  Campaign,
  CampaignIds,
  CampaignList,
  CampaignNames,
  CampaignPage,
  CampaignRef,
  CampaignsToDecide,
  RecipientList,
  RecipientPage,
  type FailedCounts,
  type Recipient,
} from './schema';
import type { CampaignStatus } from './vocabulary';

export const getCampaign = query({
  name: 'campaigns.get',
  summary: 'Read a campaign with its totals; those of a large one are a few seconds old while it is being sent',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}' },
  input: CampaignRef,
  output: Campaign,
  run: async (ctx, { id }) => presentCampaign(ctx, await findCampaign(ctx, id)),
});

export const campaignNames = query({
  name: 'campaigns.names',
  summary:
    'The names of these campaigns and what decides when they hand over, without those that are not there or were deleted',
  access: 'campaigns:read',
  input: CampaignIds,
  output: CampaignNames,
  async run(ctx, { ids }) {
    const { id, name, status, perHour, sendLocal, decidedAt } = campaigns;
    const rows = await ctx.tx
      .select({ id, name, status, perHour, sendLocal, decidedAt })
      .from(campaigns)
      .where(and(eq(campaigns.tenantId, ctx.tenant), inArray(campaigns.id, ids), isNull(campaigns.deletedAt)));
    return rows.map((row) => ({
      ...{ id: row.id, name: row.name },
      turns: {
        status: row.status as CampaignStatus,
        options: {
          ...{ perHour: row.perHour, sendLocal: row.sendLocal },
          decidedAt: row.decidedAt?.toISOString() ?? null,
        },
      },
    }));
  },
});

/** Failed messages looked at of a campaign where many campaigns are asked about: a hundred milliseconds would go by over 200,000. */
const mostCounted = 10_000;

export const countToDecide = query({
  name: 'campaigns.toDecide',
  summary: 'How many failed messages of these campaigns somebody has to decide about, of the first 10,000 of each',
  access: 'campaigns:read',
  input: CampaignIds,
  output: CampaignsToDecide,
  async run(ctx, { ids }) {
    const most = (count: SQL) => sql`least(${count}, ${mostCounted}::int)::int`;
    // In the order of their index: without one the planner may look for so few by reading the table.
    const rows = await ctx.tx.execute<FailedCounts & { id: string }>(sql`
      select c.id, m.* from unnest(${sql.param(ids)}::uuid[]) as c(id)
      cross join lateral (
        select ${most(sql`count(*)`)} as failed, ${most(sql`count(bounced_at)`)} as bounced, ${most(sql`count(*) filter (where ${toDecideSql})`)} as "toDecide",
          count(*) > ${mostCounted}::int as "isCut"
        from (select rare_status, error_code, discarded_at, bounced_at from pipeline_messages
          where tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = c.id and rare_status = 'failed'
          order by contact_id limit ${mostCounted + 1}) f) m
      where m.failed > 0`);
    return [...rows];
  },
});

export const listCampaigns = query({
  name: 'campaigns.list',
  summary: 'List campaigns, newest first; their totals are a second or so old',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns' },
  input: CampaignList,
  output: CampaignPage,
  async run(ctx, input) {
    const where = [
      eq(campaigns.tenantId, ctx.tenant),
      isNull(campaigns.deletedAt),
      input.archived ? isNotNull(campaigns.archivedAt) : isNull(campaigns.archivedAt),
    ];
    if (input.status) where.push(eq(campaigns.status, input.status));
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      where.push(sql`(${campaigns.createdAt}, ${campaigns.id}) < (${at}::timestamptz, ${id}::uuid)`);
    }
    const rows = await ctx.tx
      .select()
      .from(campaigns)
      .where(and(...where))
      .orderBy(desc(campaigns.createdAt), desc(campaigns.id))
      .limit(input.limit + 1);
    const page = toPage(
      rows,
      input.limit,
      (row) => row,
      (row) => [row.createdAt.toISOString(), row.id],
    );
    return { items: await presentCampaigns(ctx, page.items, lastTotals), nextCursor: page.nextCursor };
  },
});

interface RecipientRow extends Record<string, unknown> {
  id: string;
  contact_id: string;
  display_name: string;
  deleted: boolean;
  recipient_address: string | null;
  status: MessageState;
  variant: string | null;
  verdict_rule: string | null;
  verdict_reason: string | null;
  verdict: { steps?: Recipient['steps'] } | null;
  error_code: string | null;
  error_message: string | null;
  is_caught: boolean;
  discarded_at: string | null;
  discarded_by: string | null;
  due_at: string;
  at: string;
  sent_at: string | null;
  opened_at: string | null;
  clicked_at: string | null;
  replied_at: string | null;
  unsubscribed_at: string | null;
  bounced_at: string | null;
  converted_at: string | null;
}

const iso = (at: string | Date | null) => (at === null ? null : new Date(at).toISOString());

const presentRecipient = (row: RecipientRow, now: Date): Recipient => ({
  messageId: row.id,
  contactId: row.contact_id,
  name: row.display_name,
  deleted: row.deleted,
  address: row.recipient_address,
  outcome: outcomeOf[row.status],
  state: row.status,
  rule: row.verdict_rule,
  reason: row.error_code ?? (row.verdict_reason === 'passed' ? null : row.verdict_reason),
  variant: row.variant,
  steps: row.verdict?.steps ?? [],
  error: row.error_message === null ? null : sentence(row.error_message),
  isCaught: row.is_caught && outcomeOf[row.status] === 'sent',
  discarded: row.discarded_at && row.discarded_by ? { at: iso(row.discarded_at) ?? '', by: row.discarded_by } : null,
  dueAt: row.status === 'deferred' || (row.status === 'queued' && new Date(row.due_at) > now) ? iso(row.due_at) : null,
  at: iso(row.at) ?? '',
  sentAt: iso(row.sent_at),
  openedAt: iso(row.opened_at),
  clickedAt: iso(row.clicked_at),
  repliedAt: iso(row.replied_at),
  unsubscribedAt: iso(row.unsubscribed_at),
  bouncedAt: iso(row.bounced_at),
  convertedAt: iso(row.converted_at),
});

/** A page of the recipients of a campaign by these filters, in the order of their ids. Throws `not_found`. */
export async function recipientsOf(
  ctx: TxCtx,
  input: z.output<typeof RecipientList>,
): Promise<z.input<typeof RecipientPage>> {
  await findCampaign(ctx, input.id);
  const where = recipientsWhere(ctx.tenant, input);
  if (input.cursor) {
    const [contactId] = decodeCursor(input.cursor, z.tuple([z.uuid()]));
    where.push(sql`m.contact_id > ${contactId}`);
  }
  const rows = await ctx.tx.execute<RecipientRow>(sql`
    select m.id, m.contact_id, c.display_name, c.deleted_at is not null as deleted, m.recipient_address, m.status, v.name as variant, m.verdict_rule, m.verdict_reason, m.verdict, m.error_code, m.error_message, m.due_at,
      m.discarded_at, ${deciderSql} as discarded_by,
      exists (select 1 from sandbox_messages s where s.tenant_id = m.tenant_id and s.message_id = m.id) as is_caught,
      coalesce(m.finished_at, m.created_at) as at, m.sent_at, m.opened_at, m.clicked_at, m.replied_at, m.unsubscribed_at, m.bounced_at, m.converted_at
    from (${recipientsPage(ctx.tenant, sql.join(where, sql` and `), input)}) m join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      left join campaign_variants v on v.tenant_id = m.tenant_id and v.campaign_id = m.source_id and v.position = m.variant
      ${deciderTables} order by m.contact_id`);
  const page = [...rows].slice(0, input.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => presentRecipient(row, ctx.clock.now())),
    nextCursor: rows.length > input.limit && last ? encodeCursor([last.contact_id]) : null,
  };
}

/** The people behind a number of the report. */
export const listRecipients = query({
  name: 'campaigns.recipients',
  summary: 'The recipients of a campaign and what happened to each',
  access: 'campaigns:read',
  http: { method: 'GET', path: '/campaigns/{id}/recipients' },
  input: RecipientList,
  output: RecipientPage,
  run: recipientsOf,
});
