import type { Clock } from '../clock';
import { jobContext } from '../context';
import { withSystem } from '../db/system';
import type { Logger } from '../log';
import type { Services } from '../services';
import type { ClaimedJob } from './claim';
import { JobStopped, type JobHandler, type JobRun, type LogLevel } from './define';
import { endingOf, finishJob, insertFact, insertLog, type Ending } from './finish';

export interface RunOptions {
  lease: string;
  leaseMs: number;
  clock: Clock;
  log: Logger;
}

interface Progress {
  done: number;
  total: number | null;
  note: string | null;
}

const writeEveryMs = 250;
const factEveryMs = 1_000;

/** Keeps a running job's lease, writes its progress, and learns from both whether it is to stop. */
class Keeper {
  stopped = false;
  private waiting: Progress | null = null;
  private writing: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private lastWrite = 0;
  private lastFact = 0;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(
    private readonly services: Services,
    private readonly job: ClaimedJob,
    private readonly options: RunOptions,
  ) {
    this.heartbeat = setInterval(() => this.write(), options.leaseMs / 4);
  }

  report(progress: Progress): void {
    this.waiting = progress;
    if (this.timer) return;
    const wait = Math.max(0, this.lastWrite + writeEveryMs - performance.now());
    this.timer = setTimeout(() => this.write(), wait);
  }

  private write(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.lastWrite = performance.now();
    const progress = this.waiting;
    this.waiting = null;
    this.writing = this.writing
      .then(() => this.store(progress))
      .catch((error: unknown) => this.options.log.warn({ err: error, job: this.job.id }, 'the lease was not extended'));
  }

  private async store(progress: Progress | null): Promise<void> {
    const { job, options } = this;
    const now = options.clock.now();
    const until = new Date(now.getTime() + options.leaseMs);
    await withSystem(this.services, async (sql) => {
      const [row] = await sql<{ cancelled: boolean }[]>`
        update jobs set lease_until = ${until}, progress_done = coalesce(${progress?.done ?? null}, progress_done),
          progress_total = coalesce(${progress?.total ?? null}, progress_total), progress_note = coalesce(${progress?.note ?? null}, progress_note)
        where tenant_id = ${job.tenantId} and id = ${job.id} and lease_by = ${options.lease} and state || '' = 'running'
        returning cancel_requested_at is not null as cancelled`;
      if (!row || row.cancelled) this.stopped = true;
      if (row && progress && performance.now() - this.lastFact >= factEveryMs) {
        this.lastFact = performance.now();
        await insertFact(sql, 'progress', job, 'running', now);
      }
    });
  }

  /** Writes what is still waiting and ends. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    if (this.waiting) this.write();
    if (this.timer) clearTimeout(this.timer);
    await this.writing;
  }
}

/** Runs one claimed job to its end and records it; never throws. */
export async function runJob(
  services: Services,
  handler: JobHandler,
  job: ClaimedJob,
  options: RunOptions,
): Promise<void> {
  const { clock, log } = options;
  const keeper = new Keeper(services, job, options);
  const run: JobRun = {
    ctx: jobContext({
      tenant: job.tenantId,
      name: job.type,
      id: job.id,
      timeZone: job.timeZone,
      clock,
      log: log.child({ job: job.id, tenant: job.tenantId }),
      services,
    }),
    id: job.id,
    payload: job.payload,
    attempt: job.attempts,
    progress: (done, total, note) => keeper.report({ done, total, note: note ?? null }),
    log: async (level: LogLevel, message) =>
      void (await withSystem(services, (sql) => insertLog(sql, job, level, message, clock.now()))),
    cancelled: () => keeper.stopped,
    stopIfCancelled: () => {
      if (keeper.stopped) throw new JobStopped();
    },
  };
  let ending: Ending;
  try {
    ending = { state: 'completed', result: (await handler.run(run)) ?? null };
  } catch (error) {
    ending = endingOf(error, job, clock.now());
    if (ending.state !== 'cancelled')
      log.warn({ err: error, job: job.id, type: job.type, next: ending.state }, 'a job did not complete');
  }
  await keeper.close();
  try {
    const mine = await finishJob(services, job, options.lease, ending, clock.now(), handler.onEnd);
    if (!mine) log.warn({ job: job.id }, 'the job was taken over by another worker meanwhile');
  } catch (error) {
    log.error({ err: error, job: job.id }, 'the end of a job was not recorded; its lease will run out');
  }
}
