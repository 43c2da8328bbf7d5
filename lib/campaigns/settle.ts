import { and, inArray, sql } from 'drizzle-orm';
import { messageFacts, type MessageFactItem } from '@/lib/pipeline';
import { pipelineMessages as m, templateVersions } from '@/db/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import { command, type CommandCtx } from '@/lib/platform/command';
import { findCampaign } from './queries';
import { RecipientsSettle, RecipientsSettled } from './schema';
import { saidNotSent } from './vocabulary';

/** Settled in one call; the answer says how many are left. */
const mostAtOnce = 20_000;

const uncertain = (ctx: CommandCtx, campaignId: string) =>
  sql`${m.tenantId} = ${ctx.tenant} and ${m.sourceType} = 'campaign' and ${m.sourceId} = ${campaignId} and ${m.rareStatus} = 'uncertain'`;

/**
 * Takes a person's word for messages whose hand-over had no answer: they were sent, or they were not. Nothing is sent
 * again. What is not uncertain (any more) is left alone. The holder's name goes: a worker that comes back cannot overrule it.
 */
export const settleUncertain = command({
  name: 'campaigns.settleUncertain',
  summary: 'Say of uncertain messages that they were sent, or that they were not; never sends again',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/recipients/settle' },
  input: RecipientsSettle,
  output: RecipientsSettled,
  entity: (input) => ({ type: 'campaign', id: input.id }),
  async run(ctx, { id, outcome, messageIds, note }) {
    const campaign = await findCampaign(ctx, id);
    const chosen = and(uncertain(ctx, id), messageIds ? inArray(m.id, messageIds) : undefined);
    const now = ctx.clock.now();
    const at = now.toISOString();
    const set =
      outcome === 'sent'
        ? sql`status = case when complained_at is not null then 'complained' when bounced_at is not null then 'bounced' when delivered_at is not null then 'delivered' else 'sent' end,
            sent_at = coalesce(sent_at, finished_at, ${at}::timestamptz), error_code = null, error_message = null`
        : sql`status = 'failed', error_code = ${saidNotSent}, error_message = 'Its hand-over had no answer; settled by hand as not sent.'`;
    const rows = await ctx.tx.execute<{ id: string; contact_id: string }>(sql`
      update ${m} set ${set}, lease_by = null, finished_at = ${at}::timestamptz
      where tenant_id = ${ctx.tenant} and status = 'uncertain' and id in (select ${m.id} from ${m} where ${chosen} order by ${m.contactId} limit ${mostAtOnce} for update)
      returning id, contact_id`);
    const items = [...rows].map((row): MessageFactItem => ({
      id: row.id,
      contactId: row.contact_id,
      at,
      ...(outcome === 'failed' ? { detail: saidNotSent } : {}),
    }));
    const [version] = await ctx.tx
      .select({ templateId: templateVersions.templateId })
      .from(templateVersions)
      .where(
        sql`${templateVersions.tenantId} = ${ctx.tenant} and ${templateVersions.id} = ${campaign.templateVersionId}`,
      );
    const source = { channel: campaign.channel as Channel, sourceType: 'campaign' as const, sourceId: id };
    for (const fact of messageFacts(outcome, { ...source, templateId: version?.templateId ?? null, items }))
      ctx.emit(fact);
    ctx.audit({
      outcome,
      settled: items.length,
      ...(messageIds ? { messageIds } : { all: true }),
      ...(note ? { note } : {}),
    });
    const [left] = await ctx.tx.execute<{ n: number }>(
      sql`select count(*)::int as n from ${m} where ${uncertain(ctx, id)}`,
    );
    return { settled: items.length, left: left?.n ?? 0 };
  },
});
