import { join } from 'node:path';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { openProvider } from '@/lib/sending';
import type { Provider } from '@/lib/sending';
import { claim, dueLanes, type Lane } from './claim';
import { finishCampaigns } from './finish';
import { openJournal } from './journal';
import { expireLeases, recoverJournals } from './recover';
import { sendBatch, type Sender } from './send';

const batchSize = 1000;
const leaseSeconds = 120;
const idleMs = 500;
const housekeepingMs = 1000;

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

/** Starts handing over what is due, until stopped. What a predecessor on this disk held is settled first. */
export async function startDelivery(services: Services, options: DeliveryOptions = {}): Promise<{ stop(): Promise<void> }> {
  const clock = options.clock ?? systemClock;
  const log = logger('delivery');
  const folder = join(config().dataDir, 'journal');
  const worker = `${config().workerName}-${process.pid}`;
  const provider = options.provider ?? openProvider(services);
  await recoverJournals(services, folder, provider.name, clock.now(), log);
  const sender: Sender = { services, provider, journal: openJournal(folder, worker), worker, clock, log };
  const sql = systemTags(services);

  let stopping = false;
  let wake = () => {};
  const listener = await sql.listen('pipeline', () => wake());
  const rest = (ms: number) => new Promise<void>((done) => { const timer = setTimeout(done, ms); wake = () => { clearTimeout(timer); done(); }; });

  const loop = async () => {
    let last = '';
    while (!stopping) {
      try {
        const lanes = await dueLanes(sql, clock.now());
        const lane = nextLane(lanes, last);
        if (!lane) { await rest(idleMs); continue; }
        last = lane.tenant;
        const size = new Set(lanes.map((l) => l.tenant)).size > 1 ? batchSize / 4 : batchSize;
        const messages = await claim(sql, lane, worker, size, clock.now(), leaseSeconds);
        if (messages.length > 0) await sendBatch(sender, lane, messages);
        sender.journal.clear();
      } catch (error) {
        log.error({ err: error }, 'delivery failed; going on');
        await rest(1000);
      }
    }
  };
  const housekeeping = async () => {
    while (!stopping) {
      try {
        await expireLeases(services, clock.now());
        await finishCampaigns(services, clock.now());
      } catch (error) {
        log.error({ err: error }, 'housekeeping failed; going on');
      }
      await new Promise((done) => setTimeout(done, housekeepingMs).unref());
    }
  };
  const running = loop();
  void housekeeping();
  return {
    stop: async () => {
      stopping = true;
      wake();
      await running;
      await listener.unlisten();
      sender.journal.close();
      await provider.close();
    },
  };
}
