import { startDelivery } from '@/lib/pipeline';
import { systemClock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { startJobRunner } from '@/lib/platform/jobs';
import { workerMetrics } from '@/lib/platform/metrics';
import { consumers } from '../consumers';
import { listenForMail } from '../inbound/listen';
import { jobHandlers } from '../jobs';
import { startRelay } from '../relay/relay';
import { timers } from '../timers';
import { startConsumers } from './consumers';
import { startMetrics } from './metrics';
import type { Part, Running } from './part';
import { startTimers } from './timers';
import type { Services } from '@/lib/platform/services';

async function timersAndMetrics(services: Services): Promise<Running> {
  const metrics = workerMetrics(
    services,
    consumers.map((it) => it.name),
  );
  const page = await startMetrics(metrics);
  const running = startTimers(services, timers, systemClock, (timer, outcome) =>
    metrics.timerRuns.inc({ timer, outcome }),
  );
  return { stop: async () => void (await Promise.all([running.stop(), page.stop()])) };
}

/** What a worker process runs, in the order of starting; it stops in the opposite order. */
export const parts: readonly Part[] = [
  { name: 'relay', start: startRelay },
  { name: 'consumers', start: startConsumers },
  {
    name: 'jobs',
    start: (services) => startJobRunner(services, jobHandlers, { worker: `${config().workerName}:${process.pid}` }),
  },
  { name: 'delivery', start: (services) => startDelivery(services) },
  { name: 'inbound', start: listenForMail },
  { name: 'timers', start: timersAndMetrics },
];
