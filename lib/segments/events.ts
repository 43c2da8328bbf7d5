import type { Fact } from '@/lib/platform/command';

/** Facts of this domain. `evaluated` carries { memberCount, added, removed }. */
export const segmentFact = (
  name: 'created' | 'updated' | 'deleted' | 'evaluated',
  id: string,
  version: number,
  payload: Record<string, unknown> = {},
): Fact => ({
  type: `segment.${name}`,
  entityType: 'segment',
  entityId: id,
  version,
  payload,
});
