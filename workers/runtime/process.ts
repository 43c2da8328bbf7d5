import type { Logger } from '@/lib/platform/log';
import { closeServices, type Services } from '@/lib/platform/services';
import { startHeartbeat } from './heartbeat';
import type { Part, Running } from './part';

export interface WorkerProcess {
  stop(): Promise<void>;
}

/** Starts every part and the heartbeat; what was started is stopped in the opposite order. */
export async function startProcess(services: Services, parts: readonly Part[], log: Logger): Promise<WorkerProcess> {
  const running: { name: string; it: Running }[] = [];
  const states: Record<string, string> = Object.fromEntries(parts.map(({ name }) => [name, 'starting']));
  for (const part of parts) {
    running.push({ name: part.name, it: await part.start(services) });
    states[part.name] = 'running';
  }
  const heartbeat = await startHeartbeat(services, () => states);
  log.info({ parts: Object.keys(states) }, 'the workers run');
  return {
    async stop() {
      await heartbeat
        .stop()
        .catch((error: unknown) => log.warn({ err: error }, 'the heartbeat could not be taken back'));
      for (const { name, it } of running.toReversed()) {
        states[name] = 'stopping';
        await it.stop().catch((error: unknown) => log.warn({ err: error, part: name }, 'a part did not stop cleanly'));
        states[name] = 'stopped';
      }
      await closeServices(services);
    },
  };
}
