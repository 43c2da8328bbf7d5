import { systemClock, type Clock } from '@/lib/platform/clock';
import { jobContext, type Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { recordFeedback, type Feedback } from './record';

/** A context for what comes back by itself: nobody is signed in, and only this tenant's rows can be reached. */
export const feedbackContext = (services: Services, tenant: string, clock: Clock = systemClock): Ctx =>
  jobContext({ tenant, name: 'feedback', clock, log: logger('feedback'), services });

/** Keeps what came back for messages of one tenant, in a transaction of its own. Returns how much was new. */
export async function applyFeedback(
  services: Services,
  tenant: string,
  events: readonly Feedback[],
  clock: Clock = systemClock,
): Promise<number> {
  const fresh = await withTenantTags(feedbackContext(services, tenant, clock), (sql) =>
    recordFeedback(sql, tenant, events, clock.now()),
  );
  return fresh.length;
}
