import { segments } from '@/db/schema';
import { command } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { segmentFact } from './events';
import { presentSegment } from './present';
import { findSegment, labelsOf } from './queries';
import { Segment, SegmentCreate } from './schema';
import { checkRule, explainConflict, fill, writeRules } from './write';

export const createSegment = command({
  name: 'segments.create',
  summary: 'Create a segment and find its members',
  access: 'segments:write',
  http: { method: 'POST', path: '/segments', status: 201 },
  input: SegmentCreate,
  output: Segment,
  entity: (_, segment) => ({ type: 'segment', id: segment.id }),
  async run(ctx, { name, description, rule }) {
    await checkRule(ctx, rule);
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .insert(segments)
      .values({
        tenantId: ctx.tenant,
        name,
        description: description ?? null,
        rules: rule,
        createdBy: actorLabel(ctx.actor),
        createdAt: now,
        updatedAt: now,
      })
      .returning({ id: segments.id })
      .catch(explainConflict);
    if (!row) throw new Error('The insert returned no row.');
    await writeRules(ctx, row.id, rule);
    const change = await fill(ctx, row.id, rule, 'created');
    ctx.emit(segmentFact('created', row.id, 1, { ...change }));
    return presentSegment(await findSegment(ctx, row.id), await labelsOf(ctx));
  },
});
