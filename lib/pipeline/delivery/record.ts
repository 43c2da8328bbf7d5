import type { TagsTx } from '@/db/client';
import type { Services } from '@/lib/platform/services';
import { insertFacts } from '@/lib/platform/outbox';
import { rowsFrom } from '@/lib/platform/db/column';
import { withSystem } from '@/lib/platform/db/system';
import { intoQueue, provenState } from '../queue';
import { messageFacts, type MessageFactItem, type MessageFactName, type MessageBatch } from '../events';
import type { MessageState } from '../vocabulary';
import type { Lane } from './claim';
import { noteHeard, type LaneHeard } from './heard';
import { heldOf } from './pressure';
import type { Result } from './result';

export interface RecordTarget {
  lane: Lane;
  sourceId: string;
  templateId: string | null;
  provider: string;
  /** The instance that holds the lease. */
  worker: string;
}

const factNames: Partial<Record<MessageState, MessageFactName>> = {
  sent: 'sent',
  delivered: 'sent',
  bounced: 'sent',
  complained: 'sent',
  deferred: 'deferred',
  skipped: 'skipped',
  failed: 'failed',
  uncertain: 'uncertain',
};

/**
 * Writes the results of one source's messages and their facts, in one transaction, and says what they heard of the server. What is
 * answered is told by the due time of its claim.
 */
export async function record(
  services: Pick<Services, 'system'>,
  target: RecordTarget,
  results: readonly Result[],
  now: Date,
): Promise<LaneHeard> {
  if (results.length === 0) return null;
  return withSystem(services, async (sql) => {
    // In the order of who folds what comes back and who decides, so that nobody waits for each other in a ring.
    const final = (await afterEnd(sql, target.lane, results)).toSorted(byPerson);
    // Sent together, and carried out in this order.
    const [heard, written] = await Promise.all([
      noteHeard(sql, target.lane, results, now),
      writeStates(sql, target, final, now),
    ]);
    await restUntil(sql, target.lane, final);
    const payload: Omit<MessageBatch, 'items'> = {
      channel: target.lane.channel,
      sourceType: target.lane.kind,
      sourceId: target.sourceId,
      templateId: target.templateId,
    };
    const at = now.toISOString();
    const told = new Map<MessageFactName, MessageFactItem[]>();
    for (const r of final) {
      const state = written.get(r.id);
      const name = state && factNames[state];
      if (!name) continue;
      const items = told.get(name);
      if (items) items.push(factItem(r, name, at));
      else told.set(name, [factItem(r, name, at)]);
    }
    for (const [name, items] of told)
      await insertFacts(sql, target.lane.tenant, messageFacts(name, { ...payload, items }), now);
    return heard;
  });
}

function factItem(r: Result, name: MessageFactName, at: string): MessageFactItem {
  const detail = name === 'sent' ? null : (r.errorCode ?? r.verdict?.reason);
  return detail ? { id: r.id, contactId: r.contactId, at, detail } : { id: r.id, contactId: r.contactId, at };
}

const byPerson = (a: Result, b: Result): number =>
  a.contactId < b.contactId ? -1 : a.contactId > b.contactId ? 1 : a.id < b.id ? -1 : 1;

const tooLate = 'Not sent: the campaign was completed before its worker came back.';
const waits = ({ status }: Result): boolean => status === 'deferred' || status === 'queued';

/**
 * In an ended lane nothing comes back: what would wait is skipped as cancelled, or has failed when the campaign was completed
 * without it. The lane is locked as strongly as `restUntil` will need it, lest two batches wait for each other.
 */
async function afterEnd(sql: TagsTx, lane: Lane, results: readonly Result[]): Promise<readonly Result[]> {
  if (!results.some(waits)) return results;
  const [row] = await sql<{ state: string }[]>`
    select state from pipeline_lanes where tenant_id = ${lane.tenant} and id = ${lane.id} for no key update`;
  if (row?.state !== 'done') return results;
  const [completed] = await sql`
    select 1 from campaigns where tenant_id = ${lane.tenant} and id = ${lane.id} and status = 'completed'`;
  const cancelled = { rule: 'campaign', reason: 'cancelled', steps: null };
  const end = (r: Result): Result =>
    completed
      ? {
          ...r,
          status: 'failed',
          dueAt: null,
          errorCode: r.errorCode ?? 'not_handed_over',
          errorMessage: r.errorMessage ?? tooLate,
        }
      : { ...r, status: 'skipped', dueAt: null, verdict: cancelled };
  return results.map((r) => (waits(r) ? end(r) : r));
}

/**
 * What is not ours any more, or was written before, stays as it is. What came back while a message was in our hands is the better answer:
 * it went out, whatever we heard. Gives the state of each that was written.
 */
async function writeStates(
  sql: TagsTx,
  { lane, provider, worker }: RecordTarget,
  results: readonly Result[],
  now: Date,
): Promise<ReadonlyMap<string, MessageState>> {
  const at = now.toISOString();
  const isMixed = results.some(({ status }) => status !== 'sent');
  // Locked before what came back is read: one statement would see it as it was before it had to wait.
  if (isMixed)
    await sql`
      select 1 from pipeline_messages where tenant_id = ${lane.tenant} and id = any(${results.map(({ id }) => id)}::uuid[]) order by contact_id, id for update`;
  const signs = isMixed
    ? sql`signs as materialized (
      select a.id, p.state from answered a cross join lateral (
        select case when a.status = 'sent' then proven_state(p, true) else ${provenState(sql, sql`(a.status = 'uncertain')`)} end as state
        from pipeline_messages p where p.tenant_id = a.tenant and p.id = a.id offset 0) p),`
    : sql``;
  const proven = isMixed ? sql`s.state` : sql`proven_state(p, true)`;
  const given = rowsFrom(sql, results, {
    id: ['uuid', (r) => r.id],
    status: ['text', (r) => r.status],
    external_id: ['text', (r) => r.externalId],
    error_code: ['text', (r) => r.errorCode],
    error_message: ['text', (r) => r.errorMessage],
    address: ['text', (r) => r.address ?? null],
    untried: ['smallint', (r) => (r.untried ? 1 : 0)],
    due_at: ['timestamptz', (r) => r.dueAt?.toISOString() ?? null],
    rule: ['text', (r) => r.verdict?.rule ?? null],
    reason: ['text', (r) => r.verdict?.reason ?? null],
    steps: ['text', (r) => r.verdict?.steps ?? null],
    claimed_due: ['timestamptz', (r) => r.due],
    provider: ['text', (r) => r.provider ?? null],
  });
  // Constants behind a fence (offset 0): on stale statistics the planner compared a whole tenant with each result (7 s a thousand).
  // A result answers a claim, which is known by the due time of then: what comes back is due later than that, if only by a millisecond.
  // What expired into `uncertain` keeps the name of its holder, whose journal may settle it.
  const rows = await sql<{ id: string; status: MessageState }[]>`
    with answered as materialized (
      select ${lane.tenant}::text as tenant, r.*
      from ${given} r offset 0),
    ${signs}
    ended as (delete from pressure_holds h where ${heldOf(sql, lane.tenant, sql`select id from answered`)}),
    changed as (
      update pipeline_messages p set
        status = coalesce(${proven}, a.status), provider = coalesce(a.provider, ${provider}), external_id = coalesce(a.external_id, p.external_id),
        error_code = case when p.bounced_at is not null then p.error_code when ${proven} is null then a.error_code end,
        error_message = case when p.bounced_at is not null then p.error_message when ${proven} is null then a.error_message end,
        recipient_address = coalesce(a.address, p.recipient_address), attempts = p.attempts + (case when p.status = 'uncertain' then 0 else 1 end) - a.untried,
        due_at = case when a.due_at is null then p.due_at else greatest(a.due_at, p.due_at + interval '1 millisecond') end, lease_by = null,
        sent_at = case when a.status = 'sent' or ${proven} is not null then ${at}::timestamptz else p.sent_at end,
        finished_at = case when a.status in ('sent', 'skipped', 'failed', 'uncertain') or ${proven} is not null then ${at}::timestamptz else null end,
        verdict_rule = coalesce(a.rule, p.verdict_rule), verdict_reason = coalesce(a.reason, p.verdict_reason), verdict = case when a.rule is null then p.verdict else a.steps::jsonb end
      from answered a ${isMixed ? sql`join signs s on s.id = a.id` : sql``}
      where p.tenant_id = a.tenant and p.id = a.id and p.due_at = a.claimed_due
        and (p.status in ('queued', 'deferred') or (p.status = 'uncertain' and p.lease_by = ${worker}))
      returning p.id, p.status, p.due_at),
    again as (${intoQueue(sql, lane.tenant, lane.id)})
    select id, status from changed`;
  const written = new Map<string, MessageState>();
  for (const { id, status } of rows) written.set(id, status);
  return written;
}

/** Unconditional, so that the lane's row is locked: a worker that puts the lane to sleep waits, and then sees what is deferred. */
async function restUntil(sql: TagsTx, lane: Lane, results: readonly Result[]): Promise<void> {
  const next = results.flatMap((r) => (r.dueAt ? [r.dueAt.getTime()] : []));
  if (next.length === 0) return;
  await sql`update pipeline_lanes set due_at = least(due_at, ${new Date(Math.min(...next))}) where tenant_id = ${lane.tenant} and id = ${lane.id}`;
}
