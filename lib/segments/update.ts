import { and, eq, sql } from 'drizzle-orm';
import { segments } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { segmentFact } from './events';
import { presentSegment } from './present';
import { findSegment, labelsOf } from './queries';
import { Segment, SegmentUpdate } from './schema';
import { checkRule, explainConflict, fill, writeRules } from './write';

export const updateSegment = command({
  name: 'segments.update',
  summary: 'Change a segment; a new rule finds its members at once',
  access: 'segments:write',
  http: { method: 'PATCH', path: '/segments/{id}' },
  input: SegmentUpdate,
  output: Segment,
  entity: ({ id }) => ({ type: 'segment', id }),
  async run(ctx, { id, version, name, description, rule }) {
    const before = await findSegment(ctx, id, { lock: true });
    if (version !== undefined && version !== before.version) {
      throw conflict(
        `Somebody else changed this segment meanwhile (version ${before.version}, you had ${version}). Reload it and make your change again.`,
        { version: 'is not the newest' },
      );
    }
    if (rule) await checkRule(ctx, rule, id);
    await ctx.tx
      .update(segments)
      .set({
        ...(name ? { name } : {}),
        ...(description !== undefined ? { description } : {}),
        ...(rule ? { rules: rule } : {}),
        version: sql`${segments.version} + 1`,
        updatedAt: ctx.clock.now(),
      })
      .where(and(eq(segments.tenantId, ctx.tenant), eq(segments.id, id)))
      .catch(explainConflict);
    if (rule) {
      await writeRules(ctx, id, rule);
      ctx.audit({ before: before.rules, after: rule, ...(await fill(ctx, id, rule, 'rule_changed')) });
    }
    ctx.emit(segmentFact('updated', id, before.version + 1, { ruleChanged: rule !== undefined }));
    return presentSegment(await findSegment(ctx, id), await labelsOf(ctx));
  },
});
