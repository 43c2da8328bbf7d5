import { messagesTold } from '@/lib/pipeline';
import { systemTags } from '@/lib/platform/db/system';
import type { Services } from '@/lib/platform/services';
import { evaluateNow, evaluateSome } from './evaluate';

type Parts = Pick<Services, 'system'>;

/** What a fact says that bears on segments. */
export interface ChangeFact {
  tenant: string;
  type: string;
  entityType: string;
  entityId: string;
  payload: Record<string, unknown>;
}

/** Which segments a change can concern: all, those that ask about engagement, those that ask about one segment. */
type Concern = 'all' | 'engagement' | { segment: string };

interface Touched {
  tenant: string;
  concern: Concern;
  contacts: Set<string>;
  /** Too many to name, or unknown: whole segments are evaluated. */
  everybody: boolean;
}

const engagements = new Set(['message.sent', 'message.opened', 'message.clicked', 'message.replied']);
/** Up to so many changed contacts are looked at one by one. */
const few = 5_000;

const ruleIsNew = ({ type, payload }: ChangeFact) =>
  type === 'segment.created' || (type === 'segment.updated' && payload['ruleChanged'] === true);

function concernOf(fact: ChangeFact): Concern | null {
  const { type, entityId } = fact;
  const [domain, name] = type.split('.');
  if (domain === 'contact') return 'all';
  if (domain === 'message') return engagements.has(type) ? 'engagement' : null;
  return domain === 'segment' && (name === 'evaluated' || ruleIsNew(fact)) ? { segment: entityId } : null;
}

function contactsOf({ type, entityType, entityId, payload }: ChangeFact): string[] {
  const strings = (list: unknown): string[] =>
    Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : [];
  return [
    ...strings(payload['ids']),
    ...strings(messagesTold(payload).map(({ contactId }) => contactId)),
    ...(type.startsWith('contact.') && entityType === 'contact' ? [entityId] : []),
  ];
}

function touchedBy(facts: readonly ChangeFact[]): Touched[] {
  const groups = new Map<string, Touched>();
  for (const fact of facts) {
    const concern = concernOf(fact);
    if (!concern) continue;
    const key = JSON.stringify([fact.tenant, concern]);
    const group = groups.get(key) ?? { tenant: fact.tenant, concern, contacts: new Set<string>(), everybody: false };
    groups.set(key, group);
    const contacts = contactsOf(fact);
    for (const id of contacts) group.contacts.add(id);
    group.everybody ||= contacts.length === 0 || group.contacts.size > few;
  }
  return [...groups.values()];
}

async function concerned(services: Parts, { tenant, concern }: Touched): Promise<string[]> {
  const sql = systemTags(services);
  const asks =
    concern === 'all'
      ? sql``
      : concern === 'engagement'
        ? sql`and exists (select 1 from segment_rules r where r.tenant_id = g.tenant_id and r.segment_id = g.id and (r.field ^@ 'engagement.' or r.field = 'last_activity_at'))`
        : sql`and exists (select 1 from segment_rules r where r.tenant_id = g.tenant_id and r.segment_id = g.id and r.field = 'segment' and r.value @> ${sql.json([concern.segment])})`;
  const rows = await sql<
    { id: string }[]
  >`select g.id from segments g where g.tenant_id = ${tenant} and g.deleted_at is null ${asks} order by g.id`;
  return rows.map((row) => row.id);
}

/**
 * Lets segments follow what happened: at once for the contacts that a fact names, by a mark for the timer where there are
 * too many. Idempotent, and indifferent to order: it looks at people as they are now.
 */
export async function followFacts(services: Parts, facts: readonly ChangeFact[], now: Date): Promise<void> {
  const sql = systemTags(services);
  // People may have changed behind the back of the transaction that filled a segment: it is looked at once more.
  const fresh = facts.filter(ruleIsNew);
  if (fresh.length) {
    await sql`update segments g set stale_at = ${now} from unnest(${fresh.map((f) => f.tenant)}::text[], ${fresh.map((f) => f.entityId)}::uuid[]) as f (tenant, id)
      where g.tenant_id = f.tenant and g.id = f.id and g.deleted_at is null and g.stale_at is null`;
  }
  for (const touched of touchedBy(facts)) {
    const ids = await concerned(services, touched);
    if (ids.length === 0) continue;
    if (touched.everybody) {
      await sql`update segments set stale_at = ${now} where tenant_id = ${touched.tenant} and id = any(${ids}) and deleted_at is null and stale_at is null`;
    } else {
      for (const id of ids) await evaluateSome(services, touched.tenant, id, [...touched.contacts], now);
    }
  }
}

/** Rules about days change by themselves: such segments are marked once an hour. */
export async function markAged(services: Parts, now: Date): Promise<void> {
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
export async function evaluateStale(services: Parts, now: Date, limit = 50): Promise<number> {
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
