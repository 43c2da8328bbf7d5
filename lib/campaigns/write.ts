import { and, eq, inArray, isNull } from 'drizzle-orm';
import { campaigns, campaignSegments, segments } from '@/db/schema';
import type { CommandCtx } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, invalid } from '@/lib/platform/errors';
import type { CampaignRow } from './queries';
import type { CampaignStatus } from './vocabulary';

/** Changes a campaign's row and counts its version up; answers the row as it stands then. */
export async function changeCampaign(
  ctx: CommandCtx,
  row: CampaignRow,
  set: Partial<Omit<CampaignRow, 'tenantId' | 'id' | 'version' | 'updatedAt'>>,
): Promise<CampaignRow> {
  const [after] = await ctx.tx
    .update(campaigns)
    .set({ ...set, version: row.version + 1, updatedAt: ctx.clock.now() })
    .where(and(eq(campaigns.tenantId, ctx.tenant), eq(campaigns.id, row.id)))
    .returning();
  if (!after) throw new Error('The update returned no row.');
  return after;
}

/** Sets the audience; a segment that does not exist is named. */
export async function setSegments(
  ctx: TxCtx,
  campaignId: string,
  included: string[],
  excluded: string[],
): Promise<void> {
  const wanted = [...new Set([...included, ...excluded])];
  const known = await ctx.tx
    .select({ id: segments.id })
    .from(segments)
    .where(and(eq(segments.tenantId, ctx.tenant), inArray(segments.id, wanted), isNull(segments.deletedAt)));
  const missing = wanted.filter((id) => !known.some((s) => s.id === id));
  if (missing.length)
    throw invalid(`There is no segment ${missing.join(', ')}. Choose one of your segments.`, {
      segmentIds: 'names a segment that does not exist',
    });
  const both = included.find((id) => excluded.includes(id));
  if (both)
    throw invalid('A segment cannot be both in the audience and left out of it.', {
      excludedSegmentIds: 'names a segment of the audience',
    });
  await ctx.tx
    .delete(campaignSegments)
    .where(and(eq(campaignSegments.tenantId, ctx.tenant), eq(campaignSegments.campaignId, campaignId)));
  await ctx.tx.insert(campaignSegments).values(
    wanted.map((segmentId) => ({
      tenantId: ctx.tenant,
      campaignId,
      segmentId,
      excluded: excluded.includes(segmentId),
    })),
  );
}

/** Throws `conflict` naming the segments of a campaign that were deleted; holds the others against deletion until the end of the transaction. */
export async function requireSegments(ctx: TxCtx, row: CampaignRow): Promise<void> {
  const rows = await ctx.tx
    .select({ name: segments.name, deletedAt: segments.deletedAt })
    .from(segments)
    .innerJoin(
      campaignSegments,
      and(eq(campaignSegments.tenantId, segments.tenantId), eq(campaignSegments.segmentId, segments.id)),
    )
    .where(and(eq(campaignSegments.tenantId, ctx.tenant), eq(campaignSegments.campaignId, row.id)))
    .orderBy(segments.id)
    .for('share', { of: segments });
  const gone = rows.filter((segment) => segment.deletedAt).map((segment) => `"${segment.name}"`);
  if (gone.length === 0) return;
  const out =
    row.status === 'paused'
      ? 'Cancel this campaign and make one with other segments.'
      : 'Choose other segments for the campaign first.';
  throw conflict(
    `The ${gone.length === 1 ? 'segment' : 'segments'} ${gone.join(', ')} of this campaign ${gone.length === 1 ? 'was' : 'were'} deleted. ${out}`,
    { segmentIds: 'names a deleted segment' },
  );
}

/** Throws `conflict` unless the campaign is in one of these states, and says what would be possible. */
export function requireStatus(row: CampaignRow, allowed: readonly CampaignStatus[], verb: string): void {
  if (allowed.includes(row.status as CampaignStatus)) return;
  throw conflict(`This campaign is ${row.status}; only one that is ${allowed.join(' or ')} can be ${verb}.`, {
    status: `is ${row.status}`,
  });
}

export const campaignFact = (
  ctx: CommandCtx,
  name:
    | 'created'
    | 'updated'
    | 'launched'
    | 'scheduled'
    | 'unscheduled'
    | 'paused'
    | 'resumed'
    | 'cancelled'
    | 'decided'
    | 'archived'
    | 'restored'
    | 'completed'
    | 'edited',
  row: CampaignRow,
): void =>
  ctx.emit({ type: `campaign.${name}`, entityType: 'campaign', entityId: row.id, version: row.version, payload: {} });
