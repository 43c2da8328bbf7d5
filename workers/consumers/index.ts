import { campaignStats } from './campaign-stats';
import { confirmations } from './confirmations';
import { refusals } from './refusals';
import { search } from './search';
import { segments } from './segments';
import { ways } from './ways';
import { analytics } from './analytics';
import type { Consumer } from '@/lib/platform/consumer';

/** Every consumer of facts that a worker process runs; one file each in this folder. */
export const consumers: readonly Consumer[] = [
  analytics,
  segments,
  campaignStats,
  confirmations,
  refusals,
  search,
  ways,
];
