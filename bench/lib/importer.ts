import { importContactsJob } from '@/lib/contacts';
import { startJobRunner } from '@/lib/platform/jobs';
import { services } from '@/lib/platform/services';

// The part of a worker process that imports; told to stop, it answers with its largest memory.
const running = await startJobRunner(services(), [importContactsJob], { worker: `bench:${process.pid}` });
process.on('message', () => {
  void running.stop().then(() => {
    process.send?.({ peakRssMb: process.resourceUsage().maxRSS / 1024 });
    process.disconnect();
    process.exit(0);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
