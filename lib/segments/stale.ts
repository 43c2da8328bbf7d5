import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';
import { evaluateNow } from './evaluate';

/** What a fact says that bears on segments. */
export interface ChangeFact {
  tenant: string;
  type: string;
  entityId: string;
  payload: Record<string, unknown>;
}

const engagements = new Set(['message.sent', 'message.opened', 'message.clicked', 'message.replied']);

/** Which segments can change by a fact: all, those that ask about engagement, or those that ask about another segment. */
function sortFacts(facts: readonly ChangeFact[]) {
  const tenants = (wanted: (fact: ChangeFact) => boolean) => [
    ...new Set(facts.filter(wanted).map((fact) => fact.tenant)),
  ];
  const moved = facts.filter(
    (f) => f.type === 'segment.evaluated' || f.type === 'segment.created' || f.type === 'segment.updated',
  );
  return {
    people: tenants((f) => f.type.startsWith('contact.') || f.type.startsWith('import.')),
    engaged: tenants((f) => engagements.has(f.type)),
    moved: moved.map((f) => [f.tenant, JSON.stringify([f.entityId])] as const),
  };
}

/** Marks the segments whose members may no longer be right. Idempotent; the oldest mark stays. */
export async function markStale(
  services: Pick<Services, 'system'>,
  facts: readonly ChangeFact[],
  now: Date,
): Promise<void> {
  const { people, engaged, moved } = sortFacts(facts);
  const sql = systemTags(services);
  if (people.length)
    await sql`update segments set stale_at = ${now} where tenant_id = any(${people}) and deleted_at is null and stale_at is null`;
  if (engaged.length) {
    await sql`update segments g set stale_at = ${now} where tenant_id = any(${engaged}) and deleted_at is null and stale_at is null
      and exists (select 1 from segment_rules r where r.tenant_id = g.tenant_id and r.segment_id = g.id and (r.field ^@ 'engagement.' or r.field = 'last_activity_at'))`;
  }
  if (moved.length) {
    await sql`update segments g set stale_at = ${now}
      from segment_rules r, unnest(${moved.map((m) => m[0])}::text[], ${moved.map((m) => m[1])}::text[]) as other (tenant, ids)
      where r.tenant_id = other.tenant and r.field = 'segment' and r.value @> other.ids::jsonb
        and g.tenant_id = r.tenant_id and g.id = r.segment_id and g.deleted_at is null and g.stale_at is null`;
  }
}

/** Rules about days change by themselves: such segments are marked once an hour. */
export async function markAged(services: Pick<Services, 'system'>, now: Date): Promise<void> {
  const sql = systemTags(services);
  const hourAgo = new Date(now.getTime() - 3_600_000);
  await sql`update segments g set stale_at = ${now} where deleted_at is null and stale_at is null and evaluated_at < ${hourAgo}
    and exists (select 1 from segment_rules r where r.tenant_id = g.tenant_id and r.segment_id = g.id
      and (r.operator in ('within_days', 'older_than_days') or r.value ->> 'withinDays' is not null))`;
}

/**
 * Evaluates stale segments, oldest mark first, one of each tenant in turn. One that took t is left alone for 4 t, so that
 * a busy tenant's heavy segments take at most a fifth of the time. Returns how many were evaluated.
 */
export async function evaluateStale(services: Pick<Services, 'system'>, now: Date, limit = 50): Promise<number> {
  const sql = systemTags(services);
  const due = await sql<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from (
      select tenant_id, id, stale_at, row_number() over (partition by tenant_id order by stale_at) as turn from segments
      where stale_at is not null and deleted_at is null
        and (evaluated_at is null or evaluated_at + make_interval(secs => greatest(coalesce(evaluation_ms, 0) * 4, 500) / 1000.0) <= ${now})
    ) waiting order by turn, stale_at limit ${limit}`;
  for (const { tenant_id: tenant, id } of due) await evaluateNow(services, tenant, id, now, 'change');
  return due.length;
}
