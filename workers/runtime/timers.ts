import { setMaxListeners } from 'node:events';
import { loopClient, type Tags } from '@/lib/platform/db/loop';
import type { Clock } from '@/lib/platform/clock';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Timer } from '../timers/timer';
import type { Running } from './part';

const maxConnections = 4;
const closestMs = 250;

/**
 * Runs a timer if it is due and no other process is at it; answers whether it ran. The lock lives in a transaction, so
 * a process that dies gives it back; the time of the last run is kept, so that many processes still run it once.
 */
export async function runTimer(sql: Tags, services: Services, timer: Timer, clock: Clock): Promise<boolean> {
  const due =
    await sql`select 1 where not exists (select 1 from worker_timers where name = ${timer.name} and last_run_at > ${dueBefore(timer, clock)})`;
  if (due.length === 0) return false;
  return sql.begin(async (tx) => {
    const [lock] = await tx<
      { ok: boolean }[]
    >`select pg_try_advisory_xact_lock(hashtextextended(${`timer ${timer.name}`}, 0)) as ok`;
    if (!lock?.ok) return false;
    const [recent] =
      await tx`select 1 from worker_timers where name = ${timer.name} and last_run_at > ${dueBefore(timer, clock)}`;
    if (recent) return false;
    const now = clock.now();
    await timer.run(services, now);
    await tx`insert into worker_timers (name, last_run_at) values (${timer.name}, ${now}) on conflict (name) do update set last_run_at = excluded.last_run_at`;
    return true;
  });
}

const dueBefore = ({ everyMs }: Timer, clock: Clock): Date => new Date(clock.now().getTime() - everyMs);

/** Keeps all timers, each in a loop of its own, so that a slow one holds up none. */
export function startTimers(
  services: Services,
  timers: readonly Timer[],
  clock: Clock,
  count: (timer: string, outcome: 'ok' | 'failed') => void = () => {},
): Running {
  const log = logger('timers');
  const sql = loopClient(services.system, maxConnections);
  const stopping = new AbortController();
  // Each timer that waits listens for the end.
  setMaxListeners(timers.length + 1, stopping.signal);
  const keep = async (timer: Timer) => {
    while (!stopping.signal.aborted) {
      try {
        if (await runTimer(sql, services, timer, clock)) count(timer.name, 'ok');
      } catch (error) {
        count(timer.name, 'failed');
        log.error({ err: error, timer: timer.name }, 'the timer failed; it comes round again');
      }
      await pause(Math.max(closestMs, timer.everyMs), stopping.signal);
    }
  };
  const loops = timers.map(keep);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await sql.end({ timeout: 2 });
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
