import { join } from 'node:path';
import { systemClock, type Clock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { systemTags } from '@/lib/platform/db/system';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { openProvider, type Provider } from '@/lib/sending';
import { feed, giveBack, giveBackLost, giveBackPaused, perTurn } from './feed';
import { finishCampaigns } from './finish';
import { dropSpent, Hands } from './hands';
import { enrol, type Instance } from './instance';
import { openJournal } from './journal';
import { endLease, expireLeases, recoverJournals, renewLease } from './recover';
import { Recorder } from './recorder';
import { Rest } from './rest';
import { handOverInTurns, Windows } from './send';
import type { OnItsWay, Ready, Sender } from './sender';
import { Silences } from './silences';
import { Signal } from './signal';
import { Turns } from './turns';

/** How long a lease lasts, how often it is renewed, how often the house is kept, and campaigns are looked at that may have ended though nothing told; milliseconds. */
export interface Pace {
  leaseMs: number;
  renewEveryMs: number;
  housekeepingMs: number;
  finishMs: number;
}

const usualPace: Pace = { leaseMs: 120_000, renewEveryMs: 20_000, housekeepingMs: 1000, finishMs: 250 };
const lockCheckMs = 100;
/** However much there is to tell, campaigns are not looked at more often. */
const finishGapMs = 50;

export interface DeliveryOptions {
  clock?: Clock;
  provider?: Provider;
  pace?: Partial<Pace>;
}

/** Renews leases and expires those of the dead. Throws when this instance lost its lock: it must start anew. */
async function keepHouse(sender: Sender, instance: Instance, rest: Rest, pace: Pace): Promise<void> {
  // By the clock on the wall, as leases are: after the machine slept, they are renewed before anything else.
  let renewed = sender.clock.now().getTime();
  while (!rest.stopped) {
    await instance.assertAlive();
    try {
      const now = sender.clock.now().getTime();
      if (Math.abs(now - renewed) > pace.renewEveryMs) {
        await renewLease(sender.services, instance.name, new Date(now + pace.leaseMs));
        sender.lease.renewedAt = now;
        renewed = now;
      }
      await giveBackPaused(sender);
      await dropSpent(systemTags(sender.services), instance.name, sender.hands.claims());
      await expireLeases(sender.services, sender.clock.now(), instance.name);
    } catch (error) {
      sender.log.error({ err: error }, 'housekeeping failed; going on');
    }
    await rest.sleep(pace.housekeepingMs);
  }
}

/** Ends campaigns soon after their last message: somebody may be watching. */
async function endCampaigns(sender: Sender, ending: Rest, pace: Pace): Promise<void> {
  while (!ending.stopped) {
    await finishCampaigns(sender.services, sender.clock.now()).catch((error: unknown) =>
      sender.log.error({ err: error }, 'campaigns could not be ended; trying again'),
    );
    await ending.sleep(finishGapMs);
    await ending.wait(pace.finishMs);
  }
}

/** Asks whether the lock is still held, at most so often: each slice asks before it goes on the wire. */
function lockCheck(instance: Instance): () => Promise<void> {
  let checked = performance.now();
  return async () => {
    if (performance.now() - checked < lockCheckMs) return;
    await instance.assertAlive();
    checked = performance.now();
  };
}

async function open(services: Services, options: DeliveryOptions, rest: Rest, ending: Rest) {
  const clock = options.clock ?? systemClock;
  const log = logger('delivery');
  const folder = join(config().dataDir, 'journal');
  const provider = options.provider ?? openProvider(services, clock);
  await recoverJournals(services, folder, provider.name, clock.now(), log);
  const instance = await enrol(services, config().workerName, clock.now());
  const journal = openJournal(folder, instance.name);
  const moved = new Signal();
  const hands = new Hands();
  const emptied = () => ending.wake();
  const silences = new Silences(log, (tenant, channel) => provider.namesFor?.(tenant, channel) ?? [provider.name]);
  const recorder = new Recorder(services, clock, log, journal, moved, hands, silences, emptied);
  const pace = { ...usualPace, ...options.pace };
  const renewedAt = clock.now().getTime();
  await renewLease(services, instance.name, new Date(renewedAt + pace.leaseMs));
  const lease = { ms: pace.leaseMs, renewedAt, check: lockCheck(instance) };
  const sender: Sender = {
    ...{ services, provider, journal, worker: instance.name, clock, log },
    ...{
      hands,
      onWay: new Set<OnItsWay>(),
      turns: new Turns<Ready>(perTurn, () => rest.wake()),
      recorder,
      moved,
      emptied,
      lease,
    },
  };
  return { sender, instance, pace };
}

/** What a claim took without our hearing of it is given back as well. */
async function letGo(sender: Sender): Promise<void> {
  while (!(await endLease(sender.services, sender.worker))) {
    await giveBackLost(sender);
    await sender.recorder.settled();
  }
}

/** Starts handing over what is due, until stopped. What predecessors on this disk held is settled first. */
export async function startDelivery(
  services: Services,
  options: DeliveryOptions = {},
): Promise<{ stop(): Promise<void> }> {
  const [rest, ending] = [new Rest(), new Rest()];
  const { sender, instance, pace } = await open(services, options, rest, ending);
  const { provider, journal, recorder, moved } = sender;
  const listener = await systemTags(services).listen('pipeline', () => rest.wake());
  const windows = new Windows(Math.max(40, 4 * (provider.width ?? 10)), provider.hasOwnWires);
  const feeding = feed(sender, rest);
  const running = [
    feeding,
    handOverInTurns(sender, windows, () => rest.stopped),
    keepHouse(sender, instance, rest, pace),
    endCampaigns(sender, ending, pace),
  ];
  return {
    stop: async () => {
      rest.stop();
      ending.stop();
      moved.tell();
      await feeding;
      giveBack(sender, () => true);
      await Promise.all(running);
      await recorder.settled();
      await listener.unlisten();
      journal.close();
      await provider.close();
      await letGo(sender);
      await instance.release();
    },
  };
}
