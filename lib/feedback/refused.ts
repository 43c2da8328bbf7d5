import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { messagesTold } from '@/lib/pipeline';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { insertFacts } from '@/lib/platform/outbox';
import type { Services } from '@/lib/platform/services';
import { feedbackContext } from './apply';
import { factsAbout, type MessageNews, type ToldMessage } from './facts';
import { refusedPurpose } from './number-class';
import { suppressAll, targetOf } from './suppress';
import { classOf, suppressSoft } from './suppress-soft';
import { withdrawTold } from './told-provider';

/** What is needed of a fact about messages that failed. */
export interface RefusalNews {
  tenant: string;
  payload: Record<string, unknown>;
}

interface Failed extends ToldMessage {
  address: string;
  code: string | null;
  words: string | null;
  finishedAt: Date;
  /** It was taken off the list after the refusal: what was known then does not hold any more. */
  isLifted: boolean;
}

const listedChannels: readonly string[] = ['email', 'sms', 'whatsapp'] satisfies Channel[];

/**
 * Whose mailbox or number is gone has bounced, told at the hand-over or later: by the one rule that also suppresses the address. They
 * stay failed. What was marked before is left alone, so that nobody is counted twice. Locked in the order of who tries again or discards.
 */
async function markBounced(sql: TagsTx, tenant: string, gone: readonly Failed[], now: Date): Promise<void> {
  if (gone.length === 0) return;
  const marked = await sql<{ id: string }[]>`
    with held as materialized (
      select tenant_id, id from pipeline_messages
      where tenant_id = ${tenant} and id = any(${gone.map(({ id }) => id)}::uuid[]) and status = 'failed' and bounced_at is null order by contact_id, id for update)
    update pipeline_messages m set bounced_at = coalesce(m.finished_at, m.created_at)
    from held h where m.tenant_id = h.tenant_id and m.id = h.id returning m.id`;
  const isNew = new Set(marked.map(({ id }) => id));
  const news = gone
    .filter(({ id }) => isNew.has(id))
    .map((message): MessageNews => {
      const at = message.finishedAt.toISOString();
      return { name: 'bounced', message, item: message.words ? { at, detail: message.words } : { at } };
    });
  await insertFacts(sql, tenant, factsAbout(news), now);
}

/**
 * Learns from what servers and providers refused when they were offered a message: a mailbox or number that does not exist is
 * suppressed and counts as bounced, as after a hard bounce; one that was full or away counts as a soft one, and what people told the provider to stop is withdrawn. Reads
 * what stands now; doing it again changes nothing, also when it was lifted since.
 */
export async function learnFromRefusals(
  services: Services,
  facts: readonly RefusalNews[],
  clock: Clock = systemClock,
): Promise<void> {
  const byTenant = new Map<string, string[]>();
  for (const { tenant, payload } of facts) {
    if (listedChannels.includes(String(payload['channel'])))
      byTenant.set(tenant, [
        ...(byTenant.get(tenant) ?? []),
        ...messagesTold(payload).flatMap(({ id }) => (typeof id === 'string' ? [id] : [])),
      ]);
  }
  for (const [tenant, ids] of byTenant) {
    await withTenantTags(feedbackContext(services, tenant, clock), async (sql) => {
      const rows = await sql<Failed[]>`
        select id, contact_id as "contactId", channel, source_type as "sourceType", source_id as "sourceId", recipient_address as address, error_code as code, error_message as words,
          coalesce(finished_at, created_at) as "finishedAt", (select v.template_id from template_versions v where v.tenant_id = m.tenant_id and v.id = m.template_version_id) as "templateId",
          exists (select 1 from email_suppressions s where s.tenant_id = ${tenant} and s.address = m.recipient_address and s.channel = case m.channel when 'email' then 'all' else m.channel end
            and s.deleted_at >= m.finished_at and s.reason in ('bounce', 'soft_bounce') and s.lifted_by is distinct from 'timer') as "isLifted"
        from pipeline_messages m where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and status = 'failed' and channel = any(${listedChannels as string[]}::text[]) and recipient_address is not null`;
      const classed = rows.map((row) => ({ ...row, found: classOf(row) }));
      const hard = classed.flatMap((row) => {
        const target = row.found === 'hard' && !row.isLifted ? targetOf(row) : null;
        return target ? [{ ...target, reason: 'bounce' as const, detail: row.words, messageId: row.id }] : [];
      });
      await suppressAll(sql, tenant, hard, clock.now());
      await markBounced(
        sql,
        tenant,
        classed.filter(({ found }) => found === 'hard'),
        clock.now(),
      );
      await suppressSoft(
        sql,
        tenant,
        classed.filter(({ found }) => found === 'soft'),
        clock.now(),
      );
      const told = rows.map(({ id, channel, code }) => ({ messageId: id, purpose: refusedPurpose(channel, code) }));
      await withdrawTold(
        sql,
        tenant,
        told.flatMap(({ messageId, purpose }) => (purpose ? [{ messageId, purpose }] : [])),
        clock.now(),
      );
    });
  }
}
