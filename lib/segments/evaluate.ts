import { command } from '@/lib/platform/command';
import { withSystem } from '@/lib/platform/db/system';
import { notFound } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';
import { segmentFact } from './events';
import { refreshMembers, type Change } from './members';
import type { Rule } from './rule';
import { SegmentEvaluation, SegmentRef } from './schema';

/**
 * Evaluates one segment in a transaction of its own as the system role, where the indexes of the rule work: members,
 * history and fact together. Null when the segment is gone. What changes meanwhile marks it stale again: the row is locked.
 */
export async function evaluateNow(
  services: Pick<Services, 'system'>,
  tenant: string,
  id: string,
  now: Date,
  reason: 'requested' | 'change',
): Promise<Change | null> {
  return withSystem(services, async (sql) => {
    const [segment] = await sql<{ rules: Rule; version: number; member_count: number; evaluated_at: Date | null }[]>`
      update segments set stale_at = null, evaluated_at = ${now} where tenant_id = ${tenant} and id = ${id} and deleted_at is null
      returning rules, version, member_count, old.evaluated_at`;
    if (!segment) return null;
    const started = performance.now();
    const run = (text: string, params: string[]) => sql.unsafe<Record<string, unknown>[]>(text, params);
    const change = await refreshMembers(run, { tenant, segmentId: id, rule: segment.rules, now });
    const spent = Math.round(performance.now() - started);
    await sql`update segments set member_count = ${change.memberCount}, evaluation_ms = ${spent} where tenant_id = ${tenant} and id = ${id}`;
    if (change.added || change.removed || !segment.evaluated_at) {
      await sql`insert into segment_history (tenant_id, segment_id, evaluated_at, member_count, added, removed, duration_ms, reason)
        values (${tenant}, ${id}, ${now}, ${change.memberCount}, ${change.added}, ${change.removed}, ${spent}, ${reason})`;
      const fact = segmentFact('evaluated', id, segment.version, { ...change });
      await sql`insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
        values (${tenant}, ${fact.type}, ${fact.entityType}, ${id}, ${fact.version}, ${sql.json({ ...change })}, ${now})`;
    }
    return change;
  });
}

export const evaluateSegment = command({
  name: 'segments.evaluate',
  summary: 'Bring the members of a segment up to date now',
  access: 'segments:write',
  http: { method: 'POST', path: '/segments/{id}/evaluate' },
  input: SegmentRef,
  output: SegmentEvaluation,
  entity: ({ id }) => ({ type: 'segment', id }),
  async run(ctx, { id }) {
    const now = ctx.clock.now();
    const change = await evaluateNow(ctx.services, ctx.tenant, id, now, 'requested');
    if (!change) throw notFound('segment');
    ctx.audit({ ...change });
    return { ...change, evaluatedAt: now.toISOString() };
  },
});
