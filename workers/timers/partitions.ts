import { ensurePartitions } from '@/lib/platform/partitions';
import type { Timer } from './timer';

/** Makes the months of partitioned tables ahead of time: a row without its partition is refused. */
export const partitions: Timer = { name: 'partitions', everyMs: 3_600_000, run: ensurePartitions };
