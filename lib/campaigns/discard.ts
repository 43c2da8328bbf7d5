import { sql } from 'drizzle-orm';
import { pipelineMessages as m } from '@/db/schema';
import { discardMessages, mostDecided, undecidedSql } from '@/lib/pipeline';
import { command } from '@/lib/platform/command';
import { findCampaign } from './queries';
import { RecipientsDiscard, RecipientsDiscarded } from './schema';
import { recountTotalsLater } from './stats';

/**
 * Leaves failed messages as they are, in a campaign of any state. They stay failed in every sum, with what was answered, and are
 * neither tried again nor waiting for anybody; each says who decided it, and when.
 */
export const discardFailed = command({
  name: 'campaigns.discardFailed',
  summary: 'Leave failed messages as they are: they stay failed, and wait for no decision any more',
  access: 'campaigns:send',
  http: { method: 'POST', path: '/campaigns/{id}/recipients/discard' },
  input: RecipientsDiscard,
  output: RecipientsDiscarded,
  entity: ({ id }) => ({ type: 'campaign', id }),
  async run(ctx, { id, messageIds, reason }) {
    await findCampaign(ctx, id);
    await recountTotalsLater(ctx, id);
    const meant = sql`tenant_id = ${ctx.tenant} and source_type = 'campaign' and source_id = ${id} and ${undecidedSql}
      ${reason ? sql`and error_code = ${reason}` : sql``}`;
    const named = messageIds ? sql`and id = any(${sql.param(messageIds)}::uuid[])` : sql``;
    const discarded = await discardMessages(
      ctx,
      sql`select id from ${m} where ${meant} ${named} order by contact_id limit ${mostDecided}`,
    );
    const [left] = await ctx.tx.execute<{ n: number }>(sql`select count(*)::int as n from ${m} where ${meant}`);
    ctx.audit({ discarded, ...(messageIds ? { messageIds } : reason ? { reason } : { all: true }) });
    return { discarded, left: left?.n ?? 0 };
  },
});
