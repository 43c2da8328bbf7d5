import type { TagsTx } from '@/db/client';
import type { Services } from '@/lib/platform/services';
import { insertFacts } from '@/lib/platform/outbox';
import { withSystem } from '@/lib/platform/db/system';
import { messageFacts, type MessageFactName, type MessageFactPayload } from '../events';
import type { Lane } from './claim';
import { endHolds } from './pressure';
import type { Result } from './result';

export interface RecordTarget {
  lane: Lane;
  sourceId: string;
  templateId: string | null;
  provider: string;
  /** The instance that holds the lease. */
  worker: string;
}

const factNames: Partial<Record<Result['status'], MessageFactName>> = {
  sent: 'sent',
  deferred: 'deferred',
  skipped: 'skipped',
  failed: 'failed',
  uncertain: 'uncertain',
};

/** Writes the results of one source's messages and their facts, in one transaction. Only the holder of the lease may. */
export async function record(
  services: Pick<Services, 'system'>,
  target: RecordTarget,
  results: readonly Result[],
  now: Date,
): Promise<void> {
  if (results.length === 0) return;
  await withSystem(services, async (sql) => {
    const final = await afterEnd(sql, target.lane, results);
    const written = new Set(await writeStates(sql, target, final, now));
    await endHolds(
      sql,
      target.lane.tenant,
      final.map((r) => r.id),
    );
    await restUntil(sql, target.lane, final);
    const payload: Omit<MessageFactPayload, 'items'> = {
      channel: target.lane.channel,
      sourceType: target.lane.kind,
      sourceId: target.sourceId,
      templateId: target.templateId,
    };
    for (const [status, name] of Object.entries(factNames)) {
      const items = final.filter((r) => r.status === status && written.has(r.id)).map((r) => factItem(r, now));
      if (items.length) await insertFacts(sql, target.lane.tenant, messageFacts(name, { ...payload, items }), now);
    }
  });
}

function factItem(r: Result, now: Date) {
  const detail = r.errorCode ?? (r.status === 'sent' ? null : r.verdict?.reason);
  return { id: r.id, contactId: r.contactId, at: now.toISOString(), ...(detail ? { detail } : {}) };
}

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

async function writeStates(
  sql: TagsTx,
  { lane, provider, worker }: RecordTarget,
  results: readonly Result[],
  now: Date,
): Promise<string[]> {
  const at = now.toISOString();
  // Constants behind a fence (offset 0), a guard that hides its column: on stale statistics the planner took tenant or lease
  // for a handful of rows and compared all of them with each result (7 s a thousand). A row that expired into `uncertain`
  // keeps its holder, whose journal may settle it; the time it was due names the claim, for what is written twice.
  const rows = await sql<{ id: string }[]>`
    update pipeline_messages p set
      status = case when a.status = 'sent' and p.complained_at is not null then 'complained' when a.status = 'sent' and p.bounced_at is not null then 'bounced' else a.status end,
      provider = coalesce(a.provider, ${provider}), external_id = coalesce(a.external_id, p.external_id), error_code = a.error_code, error_message = a.error_message,
      recipient_address = coalesce(a.address, p.recipient_address), attempts = p.attempts - a.untried,
      due_at = coalesce(a.due_at, p.due_at), lease_by = null, lease_until = null,
      sent_at = case when a.status = 'sent' then ${at}::timestamptz else p.sent_at end,
      finished_at = case when a.status in ('sent', 'skipped', 'failed', 'uncertain') then ${at}::timestamptz else null end,
      verdict_rule = coalesce(a.rule, p.verdict_rule), verdict_reason = coalesce(a.reason, p.verdict_reason), verdict = case when a.rule is null then p.verdict else a.steps::jsonb end
    from (select ${lane.tenant}::text as tenant, ${worker}::text as worker, r.* from unnest(${results.map((r) => r.id)}::uuid[], ${results.map((r) => r.status)}::text[], ${results.map((r) => r.externalId)}::text[], ${results.map((r) => r.errorCode)}::text[],
      ${results.map((r) => r.errorMessage)}::text[], ${results.map((r) => r.address ?? null)}::text[], ${results.map((r) => (r.untried ? 1 : 0))}::smallint[],
      ${results.map((r) => r.dueAt?.toISOString() ?? null)}::timestamptz[], ${results.map((r) => r.verdict?.rule ?? null)}::text[],
      ${results.map((r) => r.verdict?.reason ?? null)}::text[], ${results.map((r) => r.verdict?.steps ?? null)}::text[], ${results.map((r) => r.due ?? null)}::text[],
      ${results.map((r) => r.provider ?? null)}::text[])
      as r(id, status, external_id, error_code, error_message, address, untried, due_at, rule, reason, steps, claimed_due, provider) offset 0) a
    where p.tenant_id = a.tenant and p.id = a.id and p.lease_by = a.worker and p.status || '' in ('sending', 'uncertain')
      and p.due_at = coalesce(a.claimed_due::timestamptz, p.due_at)
    returning p.id`;
  return rows.map((row) => row.id);
}

/** Unconditional, so that the lane's row is locked: a worker that puts the lane to sleep waits, and then sees what is deferred. */
async function restUntil(sql: TagsTx, lane: Lane, results: readonly Result[]): Promise<void> {
  const next = results.flatMap((r) => (r.dueAt ? [r.dueAt.getTime()] : []));
  if (next.length === 0) return;
  await sql`update pipeline_lanes set due_at = least(due_at, ${new Date(Math.min(...next))}) where tenant_id = ${lane.tenant} and id = ${lane.id}`;
}
