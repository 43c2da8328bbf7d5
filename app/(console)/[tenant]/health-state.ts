import { after } from 'next/server';
import { isBad, outgoingTrouble } from '@/components/campaigns/silence-words';
import type { NavItem } from '@/components/layout/types';
import { readOutgoing } from '@/lib/campaigns';
import type { Outgoing } from '@/lib/campaigns/schema';
import type { Ctx } from '@/lib/platform/context';
import { readiness } from '@/lib/platform/health';
import { mayOpen } from '@/lib/platform/page';

type HealthState = NonNullable<NavItem['state']>;
interface Kept {
  state: HealthState;
  /** Milliseconds since 1970. */
  at: number;
}

const freshMs = 10_000;
const keptSeconds = 60;

/** What System says in its first line, in two words. */
export function healthLook(
  status: Awaited<ReturnType<typeof readiness>>['status'],
  channels: Outgoing['channels'],
): HealthState {
  if (status !== 'ready') return { tone: 'bad', label: 'Part down' };
  if (outgoingTrouble(channels)) return { tone: isBad(channels) ? 'bad' : 'warn', label: 'Sending waits' };
  return { tone: 'good', label: 'Healthy' };
}

/**
 * The same for every page, some seconds old; null until it is known. What is old is renewed behind the page, which never waits for
 * a part that does not answer, nor fails with it.
 */
export async function healthState(
  ctx: Ctx,
  later: (work: () => Promise<unknown>) => void = after,
): Promise<HealthState | null> {
  const seesChannels = mayOpen(ctx, 'campaigns:read');
  const key = `health:${ctx.tenant}:${seesChannels}`;
  const now = ctx.clock.now().getTime();
  const renew = async () => {
    const [{ status }, { channels }] = await Promise.all([
      readiness(),
      seesChannels ? readOutgoing(ctx, {}) : { channels: [] },
    ]);
    await ctx.services.cache.set(key, { state: healthLook(status, channels), at: now } satisfies Kept, keptSeconds);
  };
  const kept = await ctx.services.cache.get<Kept>(key);
  if (!kept || now - kept.at > freshMs)
    later(() =>
      renew().catch((error: unknown) => ctx.log.warn({ err: error }, 'The state of the system was not renewed.')),
    );
  return kept?.state ?? null;
}
