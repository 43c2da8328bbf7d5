import { systemClock } from '@/lib/platform/clock';
import { config } from '@/lib/platform/config';
import { logger } from '@/lib/platform/log';
import type { Services } from '@/lib/platform/services';
import type { Running } from './part';

const everyMs = 5_000;
const forgottenMs = 24 * 3600 * 1000;

/** Tells /api/health/ready that this process lives and what it runs; takes that back at the end. */
export async function startHeartbeat({ system }: Services, parts: () => Record<string, string>): Promise<Running> {
  const log = logger('heartbeat');
  const sql = system.tags;
  const worker = `${config().workerName}:${process.pid}`;
  const beat = async () => {
    const now = systemClock.now();
    await sql`
      insert into worker_heartbeats (worker, at, parts) values (${worker}, ${now}, ${JSON.stringify(parts())}::text::jsonb)
      on conflict (worker) do update set at = excluded.at, parts = excluded.parts`;
    await sql`delete from worker_heartbeats where at < ${new Date(now.getTime() - forgottenMs)}`;
  };
  await beat();
  const timer = setInterval(
    () => void beat().catch((error: unknown) => log.warn({ err: error }, 'the heartbeat could not be written')),
    everyMs,
  );
  return {
    async stop() {
      clearInterval(timer);
      await sql`delete from worker_heartbeats where worker = ${worker}`;
    },
  };
}
