import { withSystem } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Timer } from './timer';

const hour = 3_600_000;
/** How long a dead letter stays to be looked up after it was replayed or discarded. */
const letterDays = 90;
/** How long a browser that ended stays to be looked up: its address and keys are personal. */
const browserDays = 90;

/** Deletes what has had its day, of every tenant: kept answers after 24 hours, settled dead letters and browsers that ended after 90 days, counters, sessions, presence, holds, one-time links and tokens of webhooks that ended. */
export async function clean(
  services: Pick<Services, 'system'>,
  now: Date,
): Promise<
  Record<'answers' | 'limits' | 'links' | 'sessions' | 'letters' | 'presence' | 'holds' | 'tokens' | 'browsers', number>
> {
  return withSystem(services, async (sql) => {
    const answers = await sql`delete from idempotency_keys where created_at < ${new Date(now.getTime() - 24 * hour)}`;
    const limits = await sql`delete from rate_limits where expires_at < ${now}`;
    const links = await sql`delete from password_reset_tokens where expires_at < ${now}`;
    const letters =
      await sql`delete from dead_letters where settled_at < ${new Date(now.getTime() - letterDays * 24 * hour)}`;
    const presence = await sql`delete from presence where until < ${now}`;
    await sql`delete from sending_capacity where window_start < ${new Date(now.getTime() - 400 * 24 * hour)}`;
    const holds = await sql`delete from pressure_holds where held_until < ${now}`;
    const tokens = await sql`delete from hook_tokens where expires_at < ${now}`;
    const browsers =
      await sql`delete from push_subscriptions where ended_at < ${new Date(now.getTime() - browserDays * 24 * hour)}`;
    const [sessions] = await sql<{ count: string }[]>`select clean_expired_sessions() as count`;
    return {
      answers: answers.count,
      limits: limits.count,
      links: links.count,
      sessions: Number(sessions?.count ?? 0),
      letters: letters.count,
      presence: presence.count,
      holds: holds.count,
      tokens: tokens.count,
      browsers: browsers.count,
    };
  });
}

/** Hourly. */
export const housekeeping: Timer = {
  name: 'housekeeping',
  everyMs: hour,
  async run(services, now) {
    const gone = await clean(services, now);
    if (Object.values(gone).some((count) => count > 0)) logger('timers').info(gone, 'cleaned what had ended');
  },
};
