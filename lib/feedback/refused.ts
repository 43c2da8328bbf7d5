import { systemClock, type Clock } from '@/lib/platform/clock';
import { withTenantTags } from '@/lib/platform/db/tenant';
import type { Services } from '@/lib/platform/services';
import { feedbackContext } from './apply';
import { refusalClass } from './bounce-class';
import { suppressAll } from './suppress';
import { suppressSoft } from './suppress-soft';

/** What is needed of a fact about messages that failed. */
export interface RefusalNews {
  tenant: string;
  payload: Record<string, unknown>;
}

interface Failed {
  id: string;
  contactId: string;
  email: string;
  code: string | null;
  words: string | null;
}

const idsOf = (payload: Record<string, unknown>): string[] =>
  (Array.isArray(payload['items']) ? (payload['items'] as { id?: unknown }[]) : []).flatMap(({ id }) =>
    typeof id === 'string' ? [id] : [],
  );

/**
 * Learns from what servers refused when they were offered a message: a mailbox that does not exist is suppressed as after
 * a hard bounce, one that was full counts as a soft one. Reads what stands now; doing it again changes nothing.
 */
export async function learnFromRefusals(
  services: Services,
  facts: readonly RefusalNews[],
  clock: Clock = systemClock,
): Promise<void> {
  const byTenant = new Map<string, string[]>();
  for (const { tenant, payload } of facts) {
    if (payload['channel'] === 'email') byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), ...idsOf(payload)]);
  }
  for (const [tenant, ids] of byTenant) {
    await withTenantTags(feedbackContext(services, tenant, clock), async (sql) => {
      const rows = await sql<Failed[]>`
        select id, contact_id as "contactId", recipient_address as email, error_code as code, error_message as words from pipeline_messages
        where tenant_id = ${tenant} and id = any(${ids}::uuid[]) and status = 'failed' and channel = 'email' and recipient_address is not null`;
      const classed = rows.map((row) => ({ ...row, found: refusalClass(row.code, row.words ?? '') }));
      const hard = classed.filter(({ found }) => found === 'hard');
      await suppressAll(
        sql,
        tenant,
        hard.map(({ id, email, words }) => ({ email, reason: 'bounce', detail: words, messageId: id })),
        clock.now(),
      );
      await suppressSoft(
        sql,
        tenant,
        classed.filter(({ found }) => found === 'soft'),
        clock.now(),
      );
    });
  }
}
