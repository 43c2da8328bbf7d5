import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { campaignSegments, segments } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { wayOut } from '@/lib/sending';
import type { SendingChannel } from '@/lib/sending/vocabulary';
import type { CampaignRow } from '../queries';
import { senderProblems } from '../sender';
import { blocks, warns, type Problem } from './content';

/** What stands in the way apart from the people: sender, segments, provider. */
export async function settingProblems(ctx: TxCtx, campaign: CampaignRow): Promise<Problem[]> {
  const { id, topicId } = campaign;
  const { by, problem } = await wayOut(ctx, campaign.channel as SendingChannel);
  const gone = await ctx.tx
    .select({ name: segments.name })
    .from(segments)
    .innerJoin(
      campaignSegments,
      and(eq(campaignSegments.tenantId, segments.tenantId), eq(campaignSegments.segmentId, segments.id)),
    )
    .where(
      and(
        eq(campaignSegments.tenantId, ctx.tenant),
        eq(campaignSegments.campaignId, id),
        isNotNull(segments.deletedAt),
      ),
    );
  return [
    ...(await senderProblems(ctx, campaign, by)),
    ...gone.map(({ name }) => blocks(`The segment "${name}" was deleted. Choose another one.`, 'segmentIds')),
    ...(problem ? [{ ...problem, at: 'providers' as const, ...onlyBlocked(problem.level) }] : []),
    ...(topicId ? await archivedTopic(ctx, topicId) : []),
  ];
}

const onlyBlocked = (level: Problem['level']) => (level === 'blocks' ? { field: 'channel' as const } : {});

/** Who gets it could leave all mailings only: the preference page shows no archived topic. */
async function archivedTopic(ctx: TxCtx, id: string): Promise<Problem[]> {
  const [row] = await ctx.tx.execute<{ name: string }>(
    sql`select name from topics where tenant_id = ${ctx.tenant} and id = ${id} and archived_at is not null`,
  );
  return row
    ? [warns(`The topic "${row.name}" is archived: recipients cannot leave it by itself. Choose another one.`)]
    : [];
}
