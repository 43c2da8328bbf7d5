import { uuidv7 } from '@/lib/platform/ids';
import type { Services } from '@/lib/platform/services';
import { systemSession, systemTags } from '@/lib/platform/db/system';

/** This process's name in leases and journals, known to be alive exactly as long as its lock is held in PostgreSQL. */
export interface Instance {
  name: string;
  /** Throws when the lock was lost with its connection: others may then have taken over what this process held. */
  assertAlive(): Promise<void>;
  release(): Promise<void>;
}

/** Takes a name that nobody had before and that ends in the time it was taken, and its lock. A pid would lie across containers and restarts. */
export async function enrol(services: Pick<Services, 'system'>, workerName: string, now: Date): Promise<Instance> {
  const name = `${workerName.slice(0, 20)}-${uuidv7(now)}`;
  const sql = systemSession(services);
  const [held] = await sql<
    { pid: number }[]
  >`select pg_backend_pid() as pid, pg_advisory_lock(hashtextextended(${name}, 0))`;
  return {
    name,
    assertAlive: async () => {
      const [now] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      if (now?.pid !== held?.pid)
        throw new Error(`The worker ${name} lost its lock in PostgreSQL and must start again.`);
    },
    release: () => sql.end({ timeout: 2 }),
  };
}

/** True while the process of that name runs, on whatever machine. */
export async function isAlive(services: Pick<Services, 'system'>, name: string): Promise<boolean> {
  const [row] = await systemTags(services)<
    { free: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`;
  return row?.free !== true;
}
