import type { Logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { systemTags, withSystem } from '@/lib/platform/db/system';
import { insertFacts } from '@/lib/platform/outbox';
import type { Channel } from '@/lib/contacts/vocabulary';
import { messageFacts } from '../events';
import type { SourceType } from '../vocabulary';
import { leftJournals, readJournal, removeJournal, type JournalEntry } from './journal';
import { record } from './record';
import { resultOf } from './result';

interface Held {
  id: string;
  tenant: string;
  laneId: string;
  kind: SourceType;
  channel: Channel;
  sourceId: string;
  contactId: string;
  attempts: number;
  templateId: string | null;
}

const alive = (instance: string): boolean => {
  try {
    process.kill(Number(instance.split('-').at(-1)), 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Settles what dead workers on this disk held: answered → recorded, never begun → queued again, begun without an
 * answer → uncertain. Nothing is sent twice.
 */
export async function recoverJournals(services: Pick<Services, 'system'>, folder: string, provider: string, now: Date, log: Logger): Promise<void> {
  for (const instance of leftJournals(folder, alive)) {
    const entries = readJournal(folder, instance);
    const held = await systemTags(services)<Held[]>`
      select m.id, m.tenant_id as tenant, m.lane_id as "laneId", l.kind, m.channel, m.source_id as "sourceId", m.contact_id as "contactId", m.attempts, v.template_id as "templateId"
      from pipeline_messages m join pipeline_lanes l on l.tenant_id = m.tenant_id and l.id = m.lane_id
      left join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
      where m.status = 'sending' and m.lease_by = ${instance}`;
    for (const group of groupBy(held, (m) => `${m.tenant} ${m.laneId} ${m.sourceId}`)) await settle(services, instance, group, entries, provider, now);
    removeJournal(folder, instance);
    if (held.length) log.warn({ instance, held: held.length, begun: entries.size }, 'settled what a dead worker held');
  }
}

async function settle(services: Pick<Services, 'system'>, worker: string, group: Held[], entries: Map<string, JournalEntry>, provider: string, now: Date): Promise<void> {
  const [first] = group;
  if (!first) return;
  const lane = { tenant: first.tenant, id: first.laneId, kind: first.kind, channel: first.channel };
  const begun = group.filter((m) => entries.has(m.id));
  const results = begun.map((m) => resultOf(m, entries.get(m.id)?.outcome ?? { state: 'unknown', reason: 'The worker ended while the message was on the wire.' }, now, 0.5));
  await record(services, { lane, sourceId: first.sourceId, templateId: first.templateId, provider, worker }, results, now);
  const untouched = group.filter((m) => !entries.has(m.id)).map((m) => m.id);
  if (untouched.length === 0) return;
  await withSystem(services, async (sql) => {
    await sql`update pipeline_messages set status = 'queued', lease_by = null, lease_until = null, attempts = attempts - 1
      where tenant_id = ${lane.tenant} and id = any(${untouched}::uuid[]) and lease_by = ${worker} and status || '' = 'sending'`;
    await sql`update pipeline_lanes set due_at = ${now} where tenant_id = ${lane.tenant} and id = ${lane.id}`;
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

/** Messages whose worker never came back, on any disk: whether they went out is not known, so they are never sent again blindly. */
export async function expireLeases(services: Pick<Services, 'system'>, now: Date): Promise<number> {
  return withSystem(services, async (sql) => {
    const rows = await sql<{ id: string; tenant: string; contact_id: string; channel: Channel; source_type: SourceType; source_id: string }[]>`
      update pipeline_messages set status = 'uncertain', lease_by = null, lease_until = null, finished_at = ${now}, error_code = 'lease_expired',
        error_message = 'The worker that held this message stopped before it could say what became of it.'
      where status = 'sending' and lease_until < ${now} returning id, tenant_id as tenant, contact_id, channel, source_type, source_id`;
    for (const group of groupBy(rows, (m) => `${m.tenant} ${m.source_id}`)) {
      const [first] = group;
      if (!first) continue;
      const items = group.map((m) => ({ id: m.id, contactId: m.contact_id, at: now.toISOString(), detail: 'lease_expired' }));
      await insertFacts(sql, first.tenant, messageFacts('uncertain', { channel: first.channel, sourceType: first.source_type, sourceId: first.source_id, templateId: null, items }), now);
    }
    return rows.length;
  });
}
