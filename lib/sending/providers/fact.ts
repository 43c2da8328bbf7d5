import type { Fact } from '@/lib/platform/command';
import type { ProviderRow } from '../queries';

/** That who takes a channel's messages was added or set up anew. */
export const providerFact = (name: 'created' | 'updated', { id, channel, version }: ProviderRow): Fact => ({
  ...{ type: `provider.${name}`, entityType: 'provider', entityId: id, version },
  payload: { channel },
});
