import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { segmentMembers, segmentRules, segments } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { segmentFact } from './events';
import { findSegment, usesOf, waitingCampaign } from './queries';
import { SegmentRef } from './schema';

export const deleteSegment = command({
  name: 'segments.delete',
  summary: 'Delete a segment that nothing waits for',
  access: 'segments:write',
  http: { method: 'DELETE', path: '/segments/{id}', status: 204 },
  input: SegmentRef,
  output: z.object({}),
  entity: ({ id }) => ({ type: 'segment', id }),
  async run(ctx, { id }) {
    const segment = await findSegment(ctx, id, { lock: true });
    const waiting = await waitingCampaign(ctx, id);
    if (waiting) {
      const out = waiting.status === 'sending' ? 'Wait until its audience is planned, or cancel it' : 'Cancel it';
      throw conflict(`The campaign "${waiting.name}" (${waiting.status}) still needs "${segment.name}". ${out} first.`);
    }
    const use = (await usesOf(ctx, id)).find((u) => u.type === 'segment');
    if (use) throw conflict(`The segment "${use.name}" uses "${segment.name}". Change the rule of that segment first.`);
    const now = ctx.clock.now();
    await ctx.tx
      .delete(segmentMembers)
      .where(and(eq(segmentMembers.tenantId, ctx.tenant), eq(segmentMembers.segmentId, id)));
    await ctx.tx.delete(segmentRules).where(and(eq(segmentRules.tenantId, ctx.tenant), eq(segmentRules.segmentId, id)));
    await ctx.tx
      .update(segments)
      .set({ deletedAt: now, staleAt: null, memberCount: 0, updatedAt: now })
      .where(and(eq(segments.tenantId, ctx.tenant), eq(segments.id, id)));
    ctx.audit({ name: segment.name });
    ctx.emit(segmentFact('deleted', id, segment.version + 1));
    return {};
  },
});
