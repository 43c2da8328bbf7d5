import { planCampaign, releaseWinner, respreadCampaign } from '@/lib/campaigns';
import { importContactsJob } from '@/lib/contacts';
import type { AnyHandler } from '@/lib/platform/jobs';

/** Every kind of job that a worker process can run. */
export const jobHandlers: readonly AnyHandler[] = [importContactsJob, planCampaign, releaseWinner, respreadCampaign];
