import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pause, stopChild, type Log } from './processes';

export interface SupervisedOptions {
  name: string;
  /** Starts the process and resolves once it serves; called again after each unexpected exit. */
  start: () => Promise<ChildProcess>;
  gentle?: NodeJS.Signals;
  graceMs: number;
  log: Log;
  /** Told after each later start, when the pid has changed. */
  onStart?: () => void;
}

export interface Supervised {
  readonly pid: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
const HEALTHY_AFTER_MS = 30_000;

/** Keeps one process running: restarts it with growing waits, which shrink again after half a minute of health. */
export async function supervise(options: SupervisedOptions): Promise<Supervised> {
  let stopping = false;
  let wait = FIRST_WAIT_MS;
  let startedAt = performance.now();
  let child = await options.start();
  let restarting: Promise<void> = Promise.resolve();

  const restart = async (how: string): Promise<void> => {
    if (performance.now() - startedAt > HEALTHY_AFTER_MS) wait = FIRST_WAIT_MS;
    options.log(`${options.name} ended (${how}); starting it again`);
    while (!stopping) {
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      if (stopping) return;
      startedAt = performance.now();
      try {
        child = await options.start();
        watch(child);
        options.onStart?.();
        return;
      } catch (error) {
        options.log(`${options.name} did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const watch = (watched: ChildProcess): void => {
    const onExit = (code: number | null, by: string | null) => {
      if (!stopping) restarting = restart(by ?? `code ${code}`);
    };
    if (watched.exitCode !== null || watched.signalCode !== null) onExit(watched.exitCode, watched.signalCode);
    else watched.once('exit', onExit);
  };
  watch(child);

  return {
    get pid() {
      return child.pid ?? 0;
    },
    get child() {
      return child;
    },
    async stop() {
      stopping = true;
      const limit = new AbortController();
      await Promise.race([
        restarting,
        sleep(LONGEST_WAIT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
      ]);
      limit.abort();
      await stopChild(child, options.gentle ?? 'SIGTERM', options.graceMs);
    },
  };
}
