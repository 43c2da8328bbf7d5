import { loopClient } from '@/lib/platform/db/loop';
import { bell, type Bell } from '@/lib/platform/bell';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import { publish, type PublishState } from './publish';
import { stamp } from './stamp';

export interface Relay {
  stop(): Promise<void>;
}

const batch = 2000;
const publishBatch = 500;
const busyMs = 5;
const idleMs = 50;
const failedMs = 1000;
const storeCheckMs = 5_000;

/** Stamps facts as they are committed, and hands them to a bus that keeps its own copy. Any number may run; one works. */
export function startRelay(services: Pick<Services, 'system' | 'bus'>): Relay {
  const log = logger('relay');
  const sql = loopClient(services.system, 2);
  const { bus } = services;
  let isStopping = false;
  const bells: Bell[] = [];

  const loop = async (name: string, full: number, step: () => Promise<number>, onFailure: () => void) => {
    let wait = busyMs;
    const pause = bell();
    bells.push(pause);
    while (!isStopping) {
      try {
        const count = await step();
        wait = count > 0 ? busyMs : Math.min(idleMs, wait * 2);
        if (count >= full) continue;
      } catch (error) {
        log.error({ err: error }, `${name} failed; trying again`);
        wait = failedMs;
        onFailure();
      }
      if (!isStopping) await pause.wait(wait);
    }
  };

  const state: PublishState = { store: null, suspectUntil: Infinity };
  let checkedAt = -Infinity;
  const forget = () => {
    checkedAt = -Infinity;
    state.suspectUntil = Infinity;
  };
  const publishStep = async () => {
    if (performance.now() - checkedAt > storeCheckMs) {
      state.store = await bus.store();
      checkedAt = performance.now();
    }
    const count = await publish(sql, bus, publishBatch, state);
    if (count > 0 && state.suspectUntil === Infinity) state.suspectUntil = 0;
    return count;
  };
  const loops = [
    loop(
      'stamping facts',
      batch,
      () => stamp(sql, batch),
      () => {},
    ),
  ];
  if (bus.kind !== 'postgres') loops.push(loop('handing facts to the bus', publishBatch, publishStep, forget));
  else
    void sql`update relay_state set store = null where store is not null`.catch((error: unknown) =>
      log.error({ err: error }, 'the store of the bus could not be forgotten'),
    );

  return {
    async stop() {
      isStopping = true;
      for (const it of bells) it.ring();
      await Promise.all(loops);
      await sql.end({ timeout: 2 });
    },
  };
}
