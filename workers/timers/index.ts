import { scheduledCampaigns } from './campaigns';
import { partitions } from './partitions';
import { searchDrift, searchIndex } from './search';
import { outboxTimer } from './outbox';
import { agedSegments, staleSegments } from './segments';
import type { Timer } from './timer';

/** Every timer that a worker process keeps; one file each in this folder. */
export const timers: readonly Timer[] = [
  outboxTimer,
  scheduledCampaigns,
  partitions,
  staleSegments,
  agedSegments,
  searchIndex,
  searchDrift,
];
