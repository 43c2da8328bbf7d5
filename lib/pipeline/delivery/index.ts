import { join } from 'node:path';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { openProvider, type Provider } from '@/lib/sending';
import { claim, dueLanes, type Lane } from './claim';
import { finishCampaigns } from './finish';
import { enrol, type Instance } from './instance';
import { openJournal } from './journal';
import { expireLeases, recoverJournals, renewLeases, settleInstance } from './recover';
import { Rest } from './rest';
import { sendBatch, type Sender } from './send';

const batchSize = 1000;
const leaseSeconds = 120;
const idleMs = 500;
const afterFaultMs = 1000;
const housekeepingMs = 1000;
const renewEveryMs = 20_000;

export interface DeliveryOptions {
  clock?: Clock;
  provider?: Provider;
}

/** Round robin: the next tenant after the one served last, so that one tenant's million never blocks another's ten. */
function nextLane(lanes: readonly Lane[], last: string): Lane | undefined {
  const tenants = [...new Set(lanes.map((lane) => lane.tenant))].sort();
  const tenant = tenants.find((t) => t > last) ?? tenants[0];
  return lanes.find((lane) => lane.tenant === tenant);
}

/** Serves the next lane after `last`; answers its tenant, or null when nothing is due. */
async function serveNext(sender: Sender, last: string): Promise<string | null> {
  const sql = systemTags(sender.services);
  const lanes = await dueLanes(sql, sender.clock.now());
  const lane = nextLane(lanes, last);
  if (!lane) return null;
  const size = new Set(lanes.map((l) => l.tenant)).size > 1 ? batchSize / 4 : batchSize;
  const messages = await claim(sql, lane, sender.worker, size, sender.clock.now(), leaseSeconds);
  if (messages.length > 0) await sendBatch(sender, lane, messages);
  sender.journal.clear();
  return lane.tenant;
}

/** Hands over until stopped. A batch that fails is settled by the journal, which is all that is known of it. */
async function deliver(sender: Sender, folder: string, rest: Rest): Promise<void> {
  let last = '';
  while (!rest.stopped) {
    try {
      const served = await serveNext(sender, last);
      last = served ?? last;
      if (served === null) await rest.wait(idleMs);
    } catch (error) {
      sender.log.error({ err: error }, 'a batch failed; what it held is settled by the journal');
      await rest.wait(afterFaultMs);
      await settleInstance(sender.services, folder, sender.worker, sender.provider.name, sender.clock.now()).then(
        () => sender.journal.clear(),
        (fault: unknown) => sender.log.error({ err: fault }, 'the batch could not be settled yet'),
      );
    }
  }
}

/** Renews leases, expires those of the dead, ends campaigns. Throws when this instance lost its lock: it must start anew. */
async function keepHouse(sender: Sender, instance: Instance, rest: Rest): Promise<void> {
  let renewed = performance.now();
  while (!rest.stopped) {
    await instance.assertAlive();
    try {
      if (performance.now() - renewed > renewEveryMs) {
        await renewLeases(sender.services, instance.name, new Date(sender.clock.now().getTime() + leaseSeconds * 1000));
        renewed = performance.now();
      }
      await expireLeases(sender.services, sender.clock.now());
      await finishCampaigns(sender.services, sender.clock.now());
    } catch (error) {
      sender.log.error({ err: error }, 'housekeeping failed; going on');
    }
    await rest.sleep(housekeepingMs);
  }
}

/** Starts handing over what is due, until stopped. What predecessors on this disk held is settled first. */
export async function startDelivery(
  services: Services,
  options: DeliveryOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const clock = options.clock ?? systemClock;
  const log = logger('delivery');
  const folder = join(config().dataDir, 'journal');
  const provider = options.provider ?? openProvider(services);
  await recoverJournals(services, folder, provider.name, clock.now(), log);
  const instance = await enrol(services, config().workerName);
  const journal = openJournal(folder, instance.name);
  const sender: Sender = { services, provider, journal, worker: instance.name, clock, log };
  const rest = new Rest();
  const listener = await systemTags(services).listen('pipeline', () => rest.wake());
  const running = [deliver(sender, folder, rest), keepHouse(sender, instance, rest)];
  return {
    stop: async () => {
      rest.stop();
      await Promise.all(running);
      await listener.unlisten();
      journal.close();
      await provider.close();
      await instance.release();
    },
  };
}
