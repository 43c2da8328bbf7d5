import { systemClock } from '@/lib/platform/clock';
import { startConsumer } from '@/lib/platform/consumer';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { consumers } from '../consumers';
import type { Running } from './part';

/** Subscribes every consumer to the bus. */
export async function startConsumers(services: Services): Promise<Running> {
  const ctx = { services, clock: systemClock, log: logger('consumer') };
  const running = await Promise.all(consumers.map((it) => startConsumer(it, ctx)));
  return { stop: async () => void (await Promise.all(running.map((it) => it.stop()))) };
}
