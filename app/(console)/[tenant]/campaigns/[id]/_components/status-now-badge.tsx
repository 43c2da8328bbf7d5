'use client';

import { StatusBadge } from '@/components/campaigns/status-badge';
import { useStatus, type Known } from './status-now';

/** The state of the campaign in one word, as soon as an action has changed it. */
export const StatusNowBadge = (page: Known) => <StatusBadge status={useStatus(page)} />;
