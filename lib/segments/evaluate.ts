import { command } from '@/lib/platform/command';
import { withSystem } from '@/lib/platform/db/system';
import { notFound } from '@/lib/platform/errors';
import type { Services } from '@/lib/platform/services';
import { segmentFact } from './events';
import { refreshMembers, refreshSome, type Change, type Run } from './members';
import type { Rule } from './rule';
import { SegmentEvaluation, SegmentRef } from './schema';

type SystemSql = Parameters<Parameters<typeof withSystem>[1]>[0];
type Parts = Pick<Services, 'system'>;

interface Held {
  rules: Rule;
  version: number;
  member_count: number;
  evaluated_at: Date | null;
}

const runOn =
  (sql: SystemSql): Run =>
  async (text, params) => {
    const rows = await sql.unsafe<Record<string, unknown>[]>(text, params);
    return { rows, count: rows.count };
  };

/** The facts of a change by the system role; who came or went is named while they are few. */
async function tell(
  sql: SystemSql,
  tenant: string,
  id: string,
  version: number,
  payload: object,
  now: Date,
): Promise<void> {
  const fact = segmentFact('evaluated', id, version);
  await sql`insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
    values (${tenant}, ${fact.type}, ${fact.entityType}, ${id}, ${version}, ${sql.json({ ...payload })}, ${now})`;
}

/**
 * Evaluates one segment in a transaction of its own as the system role, where the indexes of the rule work: members,
 * history and fact together. Null when the segment is gone. What changes meanwhile marks it stale again: the row is locked.
 */
export async function evaluateNow(
  services: Parts,
  tenant: string,
  id: string,
  now: Date,
  reason: 'requested' | 'change',
): Promise<Change | null> {
  return withSystem(services, async (sql) => {
    const [segment] = await sql<Held[]>`
      update segments set stale_at = null, evaluated_at = ${now} where tenant_id = ${tenant} and id = ${id} and deleted_at is null
      returning rules, version, member_count, old.evaluated_at`;
    if (!segment) return null;
    const started = performance.now();
    const change = await refreshMembers(runOn(sql), { tenant, segmentId: id, rule: segment.rules, now });
    const spent = Math.round(performance.now() - started);
    await sql`update segments set member_count = ${change.memberCount}, evaluation_ms = ${spent} where tenant_id = ${tenant} and id = ${id}`;
    if (change.added || change.removed || !segment.evaluated_at) {
      await sql`insert into segment_history (tenant_id, segment_id, evaluated_at, member_count, added, removed, duration_ms, reason)
        values (${tenant}, ${id}, ${now}, ${change.memberCount}, ${change.added}, ${change.removed}, ${spent}, ${reason})`;
      await tell(sql, tenant, id, segment.version, change, now);
    }
    return change;
  });
}

/** Brings a segment up to date for a few contacts alone: what one person's change costs does not depend on how many people there are. */
export async function evaluateSome(
  services: Parts,
  tenant: string,
  id: string,
  contactIds: readonly string[],
  now: Date,
): Promise<void> {
  await withSystem(services, async (sql) => {
    const [segment] = await sql<
      Held[]
    >`select rules, version, member_count from segments where tenant_id = ${tenant} and id = ${id} and deleted_at is null for no key update`;
    if (!segment) return;
    const { added, removed, changed } = await refreshSome(
      runOn(sql),
      { tenant, segmentId: id, rule: segment.rules, now },
      contactIds,
    );
    if (changed.length === 0) return;
    const memberCount = segment.member_count + added - removed;
    await sql`update segments set member_count = ${memberCount} where tenant_id = ${tenant} and id = ${id}`;
    await tell(
      sql,
      tenant,
      id,
      segment.version,
      { memberCount, added, removed, ...(changed.length <= 1000 ? { ids: changed } : {}) },
      now,
    );
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
