import { planCampaign } from '@/lib/campaigns';
import { startJobRunner } from '@/lib/platform/jobs';
import { services } from '@/lib/platform/services';
import { serve } from './serve';

// The part of a worker process that plans.
serve([await startJobRunner(services(), [planCampaign], { worker: `bench:${process.pid}` })]);
