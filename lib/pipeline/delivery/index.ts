import { join } from 'node:path';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { openProvider, type Provider } from '@/lib/sending';
import { claim, dueLanes, type Lane } from './claim';
import { finishCampaigns } from './finish';
import { enrol } from './instance';
import { openJournal } from './journal';
import { expireLeases, recoverJournals, renewLeases, settleInstance } from './recover';
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

/** Starts handing over what is due, until stopped. What predecessors on this disk held is settled first. */
export async function startDelivery(services: Services, options: DeliveryOptions = {}): Promise<{ stop(): Promise<void> }> {
  const clock = options.clock ?? systemClock;
  const log = logger('delivery');
  const folder = join(config().dataDir, 'journal');
  const provider = options.provider ?? openProvider(services);
  await recoverJournals(services, folder, provider.name, clock.now(), log);
  const instance = await enrol(services, config().workerName);
  const sender: Sender = { services, provider, journal: openJournal(folder, instance.name), worker: instance.name, clock, log };
  const sql = systemTags(services);

  let stopping = false;
  let wake = () => {};
  const listener = await sql.listen('pipeline', () => wake());
  const rest = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  let last = '';
  /** Serves the next lane; false when nothing is due. */
  const serveOne = async (): Promise<boolean> => {
    const lanes = await dueLanes(sql, clock.now());
    const lane = nextLane(lanes, last);
    if (!lane) return false;
    last = lane.tenant;
    const size = new Set(lanes.map((l) => l.tenant)).size > 1 ? batchSize / 4 : batchSize;
    const messages = await claim(sql, lane, instance.name, size, clock.now(), leaseSeconds);
    if (messages.length > 0) await sendBatch(sender, lane, messages);
    sender.journal.clear();
    return true;
  };
  const loop = async () => {
    while (!stopping) {
      try {
        if (!(await serveOne())) await rest(idleMs);
      } catch (error) {
        log.error({ err: error }, 'a batch failed; what it held is settled by the journal');
        await rest(afterFaultMs);
        // Only once everything is settled may the journal start over: it is all that is known of this batch.
        await settleInstance(services, folder, instance.name, provider.name, clock.now()).then(
          () => sender.journal.clear(),
          (fault: unknown) => log.error({ err: fault }, 'the batch could not be settled yet'),
        );
      }
    }
  };
  let renewed = performance.now();
  const keepHouse = async () => {
    await instance.assertAlive();
    if (performance.now() - renewed > renewEveryMs) {
      await renewLeases(services, instance.name, new Date(clock.now().getTime() + leaseSeconds * 1000));
      renewed = performance.now();
    }
    await expireLeases(services, clock.now());
    await finishCampaigns(services, clock.now());
  };
  const housekeeping = async () => {
    while (!stopping) {
      await keepHouse().catch((error: unknown) => {
        if (stopping) return;
        if (error instanceof Error && error.message.includes('lost its lock')) throw error;
        log.error({ err: error }, 'housekeeping failed; going on');
      });
      await new Promise((done) => setTimeout(done, housekeepingMs).unref());
    }
  };
  const running = loop();
  void housekeeping(); // a lost lock is thrown on, and ends the process: its supervisor starts it anew
  return {
    stop: async () => {
      stopping = true;
      wake();
      await running;
      await listener.unlisten();
      sender.journal.close();
      await provider.close();
      await instance.release();
    },
  };
}
