import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { insertFacts } from '@/lib/platform/outbox';
import { messageFacts } from './events';
import type { Recipient } from './facts';
import { decide, type GateQuestion, type Verdict } from './gate';
import { wakeLane } from './lanes';
import type { SourceType } from './vocabulary';

export interface PlanSource {
  tenant: string;
  laneId: string;
  sourceType: SourceType;
  sourceId: string;
  channel: Channel;
  question: GateQuestion;
  templateId: string | null;
  templateVersionId: string | null;
  step?: number;
  epoch?: number;
}

/**
 * Gives each recipient its one row: queued, or skipped with the verdict that says why. Repeating it changes nothing.
 * Runs in the caller's transaction, bound to the tenant.
 */
export async function planRecipients(
  sql: TagsTx,
  source: PlanSource,
  recipients: readonly Recipient[],
  now: Date,
): Promise<{ queued: number; skipped: number }> {
  if (recipients.length === 0) return { queued: 0, skipped: 0 };
  const verdicts = recipients.map((recipient) => decide(recipient, source.question));
  const inserted = await sql<{ id: string; contact_id: string; status: string; verdict_reason: string }[]>`
    insert into pipeline_messages (tenant_id, lane_id, source_type, source_id, contact_id, step, epoch, channel, status, recipient_address, template_version_id,
      verdict_rule, verdict_reason, verdict, due_at, created_at, finished_at)
    select ${source.tenant}, ${source.laneId}::uuid, ${source.sourceType}, ${source.sourceId}::uuid, r.contact_id, ${source.step ?? 0}, ${source.epoch ?? 0}, ${source.channel},
      case when r.reason = 'passed' then 'queued' else 'skipped' end, r.address, ${source.templateVersionId}::uuid, r.rule, r.reason, r.verdict::jsonb, ${now}, ${now},
      case when r.reason = 'passed' then null else ${now}::timestamptz end
    from unnest(${recipients.map((r) => r.contactId)}::uuid[], ${recipients.map((r) => r.address)}::text[], ${verdicts.map((v) => v.rule)}::text[],
      ${verdicts.map((v) => v.reason)}::text[], ${verdicts.map(storedVerdict)}::text[]) as r(contact_id, address, rule, reason, verdict)
    on conflict on constraint pipeline_messages_once do nothing
    returning id, contact_id, status, verdict_reason`;
  const skipped = inserted.filter((row) => row.status === 'skipped');
  if (skipped.length > 0) {
    const items = skipped.map((row) => ({
      id: row.id,
      contactId: row.contact_id,
      at: now.toISOString(),
      detail: row.verdict_reason,
    }));
    await insertFacts(
      sql,
      source.tenant,
      messageFacts('skipped', {
        channel: source.channel,
        sourceType: source.sourceType,
        sourceId: source.sourceId,
        templateId: source.templateId,
        items,
      }),
      now,
    );
  }
  if (inserted.length > skipped.length) await wakeLane(sql, source.tenant, source.laneId, now);
  return { queued: inserted.length - skipped.length, skipped: skipped.length };
}

/** Passed verdicts are told by their rule alone; what stopped keeps its steps, since somebody will ask why. */
export const storedVerdict = (verdict: Verdict): string | null =>
  verdict.decision === 'send' ? null : JSON.stringify({ steps: verdict.steps });
