import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { rowsFrom } from '@/lib/platform/db/column';
import { insertFacts } from '@/lib/platform/outbox';
import { messageFacts } from './events';
import type { Recipient } from './facts';
import type { GateRules } from '@/lib/compliance';
import { decide, storedVerdict, type Verdict } from './gate';
import { wakeLane } from './lanes';
import { intoQueue } from './queue';
import type { SkipReason, SourceType } from './vocabulary';

export interface PlanSource {
  tenant: string;
  laneId: string;
  sourceType: SourceType;
  sourceId: string;
  channel: Channel;
  rules: GateRules;
  templateId: string | null;
  templateVersionId: string | null;
  step?: number;
  epoch?: number;
  /** What differs from one recipient to the next; asked once for each whom the gate lets through. */
  assign?: (contactId: string) => Assignment;
}

export interface Assignment {
  /** Position of the variant and the version that it says; absent: the source's. */
  variant?: number;
  templateVersionId?: string | null;
  /** Not before; absent: now. */
  dueAt?: Date;
  /** Takes the next slot of a pace that is not before `from`; without a pace it is due at once. */
  slot?: (from: Date, now: Date) => Date;
  /** Planned, but not queued until somebody says what it shall say. */
  waits?: boolean;
  /** Left out by the source itself. */
  leaveOut?: { reason: SkipReason; fact: string };
}

const usual: Assignment = {};

interface Row {
  status: keyof Planned;
  verdict: Verdict;
  assigned: Assignment;
  dueAt: Date;
}

/** What the gate stopped keeps the gate's reason; the source is asked about the rest, and the gate again for the time it names. */
function rowOf(source: PlanSource, recipient: Recipient, now: Date): Row {
  const verdict = decide(recipient, source.rules, now);
  if (verdict.decision === 'skip') return { status: 'skipped', verdict, assigned: usual, dueAt: now };
  const assigned = source.assign?.(recipient.contactId) ?? usual;
  if (assigned.leaveOut) {
    const { reason, fact } = assigned.leaveOut;
    const steps = [...verdict.steps, { rule: 'holdout' as const, result: 'stops' as const, fact }];
    return { status: 'skipped', verdict: { decision: 'skip', rule: 'holdout', reason, steps }, assigned, dueAt: now };
  }
  const from = assigned.dueAt ?? now;
  if (assigned.waits) return { status: 'planned', verdict: passed, assigned, dueAt: from };
  const whenDue = assigned.dueAt ? decide(recipient, source.rules, from) : verdict;
  const { dueAt, deferred } = slotFor(source, recipient, assigned, { from, verdict: whenDue, now });
  if (deferred) return { status: 'deferred', verdict: deferred, assigned, dueAt };
  return { status: 'queued', verdict: passed, assigned, dueAt };
}

const mostSlots = 8;

/** A pace holds for whom the gate lets wait too: the slot is one at which it lets them pass, as far as is known today. */
function slotFor(
  source: PlanSource,
  recipient: Recipient,
  { slot }: Assignment,
  { from, verdict, now }: { from: Date; verdict: Verdict; now: Date },
): { dueAt: Date; deferred: Verdict | null } {
  const waits = (asked: Verdict, at: Date) => (asked.decision === 'defer' && asked.until > at ? asked.until : at);
  let deferred = verdict.decision === 'defer' ? verdict : null;
  let dueAt = waits(verdict, from);
  if (!slot) return { dueAt, deferred };
  for (let tries = 0; tries < mostSlots; tries++) {
    dueAt = slot(dueAt, now);
    const there = decide(recipient, source.rules, dueAt);
    if (there.decision !== 'defer') break;
    deferred ??= there;
    if (tries < mostSlots - 1) dueAt = waits(there, dueAt);
  }
  return { dueAt, deferred };
}

const passed: Verdict = { decision: 'send', rule: 'passed', reason: 'passed', steps: [] };

export interface Planned {
  /** Waiting until somebody says what they get. */
  planned: number;
  queued: number;
  deferred: number;
  skipped: number;
}

/**
 * Gives each recipient its one row: queued, deferred until the gate lets it pass, or skipped; what stopped keeps why. Repeating
 * it changes nothing. Runs in the caller's transaction, bound to the tenant.
 */
export async function planRecipients(
  sql: TagsTx,
  source: PlanSource,
  recipients: readonly Recipient[],
  now: Date,
): Promise<Planned> {
  const counts: Planned = { planned: 0, queued: 0, deferred: 0, skipped: 0 };
  if (recipients.length === 0) return counts;
  const rows = recipients.map((recipient) => ({ recipient, row: rowOf(source, recipient, now) }));
  const given = rowsFrom(sql, rows, {
    contact_id: ['uuid', ({ recipient }) => recipient.contactId],
    address: ['text', ({ recipient }) => recipient.address],
    status: ['text', ({ row }) => row.status],
    rule: ['text', ({ row }) => row.verdict.rule],
    reason: ['text', ({ row }) => row.verdict.reason],
    verdict: ['text', ({ row }) => storedVerdict(row.verdict)],
    due_at: ['timestamptz', ({ row }) => row.dueAt.toISOString()],
    version: ['uuid', ({ row }) => row.assigned.templateVersionId ?? source.templateVersionId],
    variant: ['smallint', ({ row }) => row.assigned.variant ?? null],
  });
  const inserted = await sql<
    { id: string; contact_id: string; status: keyof Planned; verdict_reason: string; due_at: Date }[]
  >`
    with changed as (insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, step, epoch, channel, status, recipient_address, template_version_id, variant,
      verdict_rule, verdict_reason, verdict, due_at, created_at, finished_at)
    select ${source.tenant}, ${source.laneId}::uuid, ${source.sourceType}, ${source.sourceId}::uuid, r.contact_id, ${source.step ?? 0}, ${source.epoch ?? 0}, ${source.channel},
      r.status, r.address, r.version, r.variant, r.rule, r.reason, r.verdict::jsonb, r.due_at, ${now}, case when r.status = 'skipped' then ${now}::timestamptz end
    from ${given} r
    on conflict on constraint pipeline_messages_once do nothing
    returning id, contact_id, status, verdict_reason, due_at),
    queued as (${intoQueue(sql, source.tenant, source.laneId)})
    select * from changed`;
  for (const row of inserted) counts[row.status]++;
  for (const name of ['deferred', 'skipped'] as const) {
    const items = inserted
      .filter((row) => row.status === name)
      .map((row) => ({ id: row.id, contactId: row.contact_id, at: now.toISOString(), detail: row.verdict_reason }));
    const { channel, sourceType, sourceId, templateId } = source;
    const facts = messageFacts(name, { channel, sourceType, sourceId, templateId, items });
    if (items.length > 0) await insertFacts(sql, source.tenant, facts, now);
  }
  const waiting = inserted
    .filter((row) => row.status === 'queued' || row.status === 'deferred')
    .map((row) => row.due_at.getTime());
  if (waiting.length > 0) {
    const first = waiting.reduce((a, b) => Math.min(a, b));
    await wakeLane(sql, source.tenant, source.laneId, new Date(first));
  }
  return counts;
}
