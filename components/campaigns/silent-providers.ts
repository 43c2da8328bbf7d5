import type { Outgoing, Silence } from '@/lib/campaigns/schema';
import type { SendingProvider } from '@/lib/sending/schema';

type Provider = Pick<SendingProvider, 'id' | 'channel' | 'enabled' | 'state' | 'lastOkAt'>;

/**
 * The providers whose servers say nothing, by id: of a silent channel the one that is asked first, and those to which messages went
 * on from there; not one that has taken a message since, such as a test.
 */
export function silentProviders(
  providers: readonly Provider[],
  channels: readonly Pick<Outgoing['channels'][number], 'channel' | 'silence'>[],
): Record<string, Silence> {
  const silent = channels.flatMap(({ channel, silence }) => {
    if (!silence) return [];
    const asked = providers.filter((each) => each.channel === channel && each.enabled);
    return asked
      .filter(({ state }, place) => place === 0 || state === 'failing')
      .filter(({ lastOkAt }) => lastOkAt === null || lastOkAt < silence.since)
      .map(({ id }) => [id, silence] as const);
  });
  return Object.fromEntries(silent);
}
