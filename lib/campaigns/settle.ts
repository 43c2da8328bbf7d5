import { and, inArray, sql } from 'drizzle-orm';
import { pipelineMessages as m } from '@/db/schema';
import { mostDecided, settleMessages } from '@/lib/pipeline';
import { command, type CommandCtx } from '@/lib/platform/command';
import { findCampaign } from './queries';
import { RecipientsSettle, RecipientsSettled } from './schema';

const uncertain = (ctx: CommandCtx, campaignId: string) =>
  sql`${m.tenantId} = ${ctx.tenant} and ${m.sourceType} = 'campaign' and ${m.sourceId} = ${campaignId} and ${m.rareStatus} = 'uncertain'`;

/**
 * Takes a person's word for messages whose hand-over had no answer: they were sent, or they were not. Nothing is sent
 * again. What is not uncertain (any more) is left alone.
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
    await findCampaign(ctx, id);
    const chosen = and(uncertain(ctx, id), messageIds ? inArray(m.id, messageIds) : undefined);
    const settled = await settleMessages(
      ctx,
      outcome,
      sql`select ${m.id} from ${m} where ${chosen} order by ${m.contactId} limit ${mostDecided}`,
    );
    ctx.audit({
      outcome,
      settled,
      ...(messageIds ? { messageIds } : { all: true }),
      ...(note ? { note } : {}),
    });
    const [left] = await ctx.tx.execute<{ n: number }>(
      sql`select count(*)::int as n from ${m} where ${uncertain(ctx, id)}`,
    );
    return { settled, left: left?.n ?? 0 };
  },
});
