import { planCampaign } from '@/lib/campaigns';
import { startDelivery } from '@/lib/pipeline';
import { startJobRunner } from '@/lib/platform/jobs';
import { services } from '@/lib/platform/services';
import { serve } from './serve';

// The part of a worker process that plans and delivers.
const open = services();
serve(
  await Promise.all([startJobRunner(open, [planCampaign], { worker: `bench:${process.pid}` }), startDelivery(open)]),
);
