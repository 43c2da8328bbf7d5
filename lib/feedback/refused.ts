import type { Channel } from '@/lib/contacts/vocabulary';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import type { Services } from '@/lib/platform/services';
import { feedbackContext } from './apply';
import { suppressAll, targetOf } from './suppress';
import { classOf, suppressSoft } from './suppress-soft';

/** What is needed of a fact about messages that failed. */
export interface RefusalNews {
  tenant: string;
  payload: Record<string, unknown>;
}

interface Failed {
  id: string;
  contactId: string;
  channel: Channel;
  address: string;
  code: string | null;
  words: string | null;
}

const idsOf = (payload: Record<string, unknown>): string[] =>
  (Array.isArray(payload['items']) ? (payload['items'] as { id?: unknown }[]) : []).flatMap(({ id }) =>
    typeof id === 'string' ? [id] : [],
  );

const listedChannels: readonly string[] = ['email', 'sms', 'whatsapp'] satisfies Channel[];

/**
 * Learns from what servers and providers refused when they were offered a message: a mailbox or number that does not exist is
 * suppressed as after a hard bounce, one that was full or away counts as a soft one. Reads what stands now; doing it again changes nothing.
 */
export async function learnFromRefusals(
  services: Services,
  facts: readonly RefusalNews[],
  clock: Clock = systemClock,
): Promise<void> {
  const byTenant = new Map<string, string[]>();
  for (const { tenant, payload } of facts) {
    if (listedChannels.includes(String(payload['channel'])))
      byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), ...idsOf(payload)]);
  }
  for (const [tenant, ids] of byTenant) {
    await withTenantTags(feedbackContext(services, tenant, clock), async (sql) => {
      const rows = await sql<Failed[]>`
        select id, contact_id as "contactId", channel, recipient_address as address, error_code as code, error_message as words from pipeline_messages
        where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and status = 'failed' and channel = any(${listedChannels as string[]}::text[]) and recipient_address is not null`;
      const classed = rows.map((row) => ({ ...row, found: classOf(row) }));
      const hard = classed.flatMap((row) => {
        const target = row.found === 'hard' ? targetOf(row) : null;
        return target ? [{ ...target, reason: 'bounce' as const, detail: row.words, messageId: row.id }] : [];
      });
      await suppressAll(sql, tenant, hard, clock.now());
      await suppressSoft(
        sql,
        tenant,
        classed.filter(({ found }) => found === 'soft'),
        clock.now(),
      );
    });
  }
}
