import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';
import { messageFacts } from './events';
import type { Recipient } from './facts';
import type { GateRules } from '@/lib/compliance';
import { decide, storedVerdict } from './gate';
import { wakeLane } from './lanes';
import type { SourceType } from './vocabulary';

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
}

export interface Planned {
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
  const counts: Planned = { queued: 0, deferred: 0, skipped: 0 };
  if (recipients.length === 0) return counts;
  const verdicts = recipients.map((recipient) => decide(recipient, source.rules, now));
  const dueAt = verdicts.map((v) => (v.decision === 'defer' ? v.until : now).toISOString());
  const inserted = await sql<
    { id: string; contact_id: string; status: keyof Planned; verdict_reason: string; due_at: Date }[]
  >`
    insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, step, epoch, channel, status, recipient_address, template_version_id,
      verdict_rule, verdict_reason, verdict, due_at, created_at, finished_at)
    select ${source.tenant}, ${source.laneId}::uuid, ${source.sourceType}, ${source.sourceId}::uuid, r.contact_id, ${source.step ?? 0}, ${source.epoch ?? 0}, ${source.channel},
      r.status, r.address, ${source.templateVersionId}::uuid, r.rule, r.reason, r.verdict::jsonb, r.due_at, ${now}, case when r.status = 'skipped' then ${now}::timestamptz end
    from unnest(${recipients.map((r) => r.contactId)}::uuid[], ${recipients.map((r) => r.address)}::text[], ${verdicts.map((v) => stateOf[v.decision])}::text[],
      ${verdicts.map((v) => v.rule)}::text[], ${verdicts.map((v) => v.reason)}::text[], ${verdicts.map(storedVerdict)}::text[], ${dueAt}::timestamptz[])
      as r(contact_id, address, status, rule, reason, verdict, due_at)
    on conflict on constraint pipeline_messages_once do nothing
    returning id, contact_id, status, verdict_reason, due_at`;
  for (const row of inserted) counts[row.status]++;
  for (const name of ['deferred', 'skipped'] as const) {
    const items = inserted
      .filter((row) => row.status === name)
      .map((row) => ({ id: row.id, contactId: row.contact_id, at: now.toISOString(), detail: row.verdict_reason }));
    const { channel, sourceType, sourceId, templateId } = source;
    const facts = messageFacts(name, { channel, sourceType, sourceId, templateId, items });
    if (items.length > 0) await insertFacts(sql, source.tenant, facts, now);
  }
  const waiting = inserted.filter((row) => row.status !== 'skipped').map((row) => row.due_at.getTime());
  if (waiting.length > 0) {
    const first = waiting.reduce((a, b) => Math.min(a, b));
    await wakeLane(sql, source.tenant, source.laneId, new Date(first));
  }
  return counts;
}

const stateOf = { send: 'queued', defer: 'deferred', skip: 'skipped' } as const;
