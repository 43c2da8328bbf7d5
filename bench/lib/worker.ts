import { planCampaign } from '@/lib/campaigns';
import { startDelivery } from '@/lib/pipeline';
import { startJobRunner } from '@/lib/platform/jobs';
import { services } from '@/lib/platform/services';

// The part of a worker process that plans and delivers; told to stop, it answers with its largest memory.
const open = services();
const running = await Promise.all([
  startJobRunner(open, [planCampaign], { worker: `bench:${process.pid}` }),
  startDelivery(open),
]);
process.on('message', () => {
  void Promise.all(running.map((part) => part.stop())).then(() => {
    process.send?.({ peakRssMb: process.resourceUsage().maxRSS / 1024 });
    process.exit(0);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
