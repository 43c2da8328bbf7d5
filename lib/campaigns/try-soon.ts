import { tryServerAgain, wakeQueued } from '@/lib/pipeline';
import { jobContext } from '@/lib/platform/context';
import type { Clock } from '@/lib/platform/clock';
import { withTenant, withTenantTags } from '@/lib/platform/db/tenant';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';

/** What is needed of a fact about a provider. */
export interface ProviderNews {
  tenant: string;
  payload: Record<string, unknown>;
}

/** By then every worker has read what was set up; one that had not would only put the messages off again. */
const soonMs = 4000;
const perPage = 5000;

/**
 * Who waits for a server is tried soon when a way out of their channel was added or set up anew: nobody who has just corrected a password
 * waits for the time that was told while it was wrong. Doing it again changes nothing.
 */
export async function trySoon(services: Services, facts: readonly ProviderNews[], clock: Clock): Promise<void> {
  const at = new Date(clock.now().getTime() + soonMs);
  const changed = new Map(
    facts.map(({ tenant, payload }) => [`${tenant} ${String(payload['channel'])}`, { tenant, payload }]),
  );
  for (const { tenant, payload } of changed.values()) {
    const ctx = jobContext({ tenant, name: 'campaigns', clock, log: logger('campaigns'), services });
    const campaigns = await withTenantTags(
      ctx,
      (sql) => sql<{ id: string }[]>`
        select id from campaigns where tenant_id = ${tenant} and channel = ${String(payload['channel'])} and status = 'sending' order by id`,
    );
    for (const { id } of campaigns) {
      let after: string | null = null;
      do {
        after = await withTenant(ctx, async (tx) => {
          const { asked, last } = await tryServerAgain(tx, { campaignId: id, after, limit: perPage, at });
          if (asked > 0) await wakeQueued(tx, id);
          return last;
        });
      } while (after);
    }
  }
}
