import { campaignBreakdowns, campaignStats } from './campaign-stats';
import { oldCampaigns, scheduledCampaigns, winners } from './campaigns';
import { linkDomains } from './link-domains';
import { partitions } from './partitions';
import { searchDrift, searchIndex } from './search';
import { housekeeping } from './housekeeping';
import { importFiles } from './imports';
import { outboxTimer } from './outbox';
import { agedSegments, staleSegments } from './segments';
import { suppressions } from './suppressions';
import type { Timer } from './timer';

/** Every timer that a worker process keeps; one file each in this folder. */
export const timers: readonly Timer[] = [
  outboxTimer,
  scheduledCampaigns,
  winners,
  oldCampaigns,
  campaignStats,
  campaignBreakdowns,
  importFiles,
  partitions,
  housekeeping,
  staleSegments,
  agedSegments,
  searchIndex,
  searchDrift,
  suppressions,
  linkDomains,
];
