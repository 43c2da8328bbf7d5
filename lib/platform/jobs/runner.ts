import { randomBytes } from 'node:crypto';
import { bell } from '../bell';
import { systemClock, type Clock } from '../clock';
import { logger, type Logger } from '../log';
import type { Services } from '../services';
import { runBatch } from './batch';
import { claimJobs, ensureQueues, nextDue } from './claim';
import type { AnyHandler, BatchHandler, JobHandler } from './define';
import { takeOverExpired } from './finish';
import { runJob } from './run';

export interface RunnerOptions {
  /** This process, as it is named to people. */
  worker: string;
  /** Jobs of this process at once. */
  concurrency?: number;
  clock?: Clock;
  log?: Logger;
  /** How long a silent worker keeps its jobs. */
  leaseMs?: number;
  /** The safety look at the queue, when no notification comes. */
  pollMs?: number;
}

export interface JobRunner {
  /** Jobs that run now. */
  running(): number;
  /** Claims nothing more and waits for what runs, at most `graceMs`; the rest is resumed elsewhere when its lease ends. */
  stop(graceMs?: number): Promise<void>;
}

const isBatch = (handler: AnyHandler): handler is BatchHandler => 'batch' in handler;

class Loop {
  readonly active = new Map<string, Promise<void>>();
  private stopping = false;
  private readonly served = new Map<string, string>();
  private readonly bell = bell();
  private readonly single: Map<string, JobHandler>;
  private readonly batches: BatchHandler[];
  private readonly run: { lease: string; leaseMs: number; clock: Clock; log: Logger };
  private expiryChecked = -Infinity;

  constructor(
    private readonly services: Services,
    handlers: readonly AnyHandler[],
    private readonly options: Required<RunnerOptions>,
  ) {
    this.single = new Map(
      handlers.filter((h): h is JobHandler => !isBatch(h)).map((handler) => [handler.type, handler]),
    );
    this.batches = handlers.filter(isBatch);
    const lease = `${options.worker.slice(0, 40)}:${randomBytes(6).toString('hex')}`;
    this.run = { lease, leaseMs: options.leaseMs, clock: options.clock, log: options.log };
  }

  wake = (): void => this.bell.ring();

  stop(): void {
    this.stopping = true;
    this.wake();
  }

  async go(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const busy = await this.round();
        failures = 0;
        if (!busy) await this.bell.wait(await this.patience());
      } catch (error) {
        failures += 1;
        this.options.log.error({ err: error }, 'the queue of jobs could not be read');
        await this.bell.wait(Math.min(5_000, 100 * 2 ** failures));
      }
    }
  }

  /** True when there may be more to claim at once. */
  private async round(): Promise<boolean> {
    const { options, run } = this;
    const now = options.clock.now();
    if (performance.now() - this.expiryChecked >= options.pollMs) {
      this.expiryChecked = performance.now();
      await takeOverExpired(this.services, now, this.single);
    }
    let batched = 0;
    for (const handler of this.batches) batched += await runBatch(this.services, handler, run);
    const limit = options.concurrency - this.active.size;
    const leaseUntil = new Date(now.getTime() + options.leaseMs);
    const claimed = await claimJobs(this.services, {
      lease: run.lease,
      types: [...this.single.keys()],
      limit,
      now,
      leaseUntil,
      served: this.served,
    });
    for (const job of claimed) {
      const handler = this.single.get(job.type);
      if (!handler) continue;
      const done = runJob(this.services, handler, job, run).finally(() => {
        this.active.delete(job.id);
        this.wake();
      });
      this.active.set(job.id, done);
    }
    return batched > 0 || (claimed.length > 0 && this.active.size < options.concurrency);
  }

  /** Until the next job is due, but at most until the next safety look. */
  private async patience(): Promise<number> {
    const { clock, pollMs } = this.options;
    if (this.active.size >= this.options.concurrency) return pollMs;
    const now = clock.now();
    const due = await nextDue(this.services, now);
    return due ? Math.min(pollMs, Math.max(1, due.getTime() - now.getTime())) : pollMs;
  }
}

/** Starts taking jobs of these handlers from the queue until stopped. */
export async function startJobRunner(
  services: Services,
  handlers: readonly AnyHandler[],
  given: RunnerOptions,
): Promise<JobRunner> {
  const options = { concurrency: 4, clock: systemClock, log: logger('jobs'), leaseMs: 15_000, pollMs: 5_000, ...given };
  const loop = new Loop(services, handlers, options);
  await ensureQueues(services);
  const listening = await services.system.tags.listen('jobs', loop.wake, loop.wake);
  const ended = loop.go();
  return {
    running: () => loop.active.size,
    stop: async (graceMs = 8_000) => {
      loop.stop();
      await ended;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        Promise.allSettled([...loop.active.values()]),
        new Promise((resolve) => (timer = setTimeout(resolve, graceMs))),
      ]);
      clearTimeout(timer);
      await listening.unlisten().catch(() => undefined);
    },
  };
}
