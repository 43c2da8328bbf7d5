import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { LaunchError } from './failure';

/** An environment as spawn takes it: Next's types demand NODE_ENV, which a child may well do without. */
export const asEnvironment = (env: Record<string, string>): NodeJS.ProcessEnv => env as unknown as NodeJS.ProcessEnv;

/** One line of progress for whoever watches the launcher. */
export type Log = (line: string) => void;

/** A process as the runtime file names it: the pid alone may be given to another process later. */
export interface ProcessName {
  pid: number;
  /** Start in clock ticks since boot; '' where /proc is missing. */
  startedAt: string;
}

const procStat = (pid: number): string[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

/** Start of the process in clock ticks since boot, or '' where it cannot be told. */
export const startOf = (pid: number): string => procStat(pid)[19] ?? '';

/** True while the process runs; a zombie does not run. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return procStat(pid)[0] !== 'Z';
}

/** True while this very process runs, and not another that was given its pid. */
export const isSameProcess = ({ pid, startedAt }: ProcessName): boolean =>
  isAlive(pid) && (startedAt === '' || startOf(pid) === startedAt);

/** Pids of the processes of this name whose working directory is `directory`; empty where /proc is missing. */
export function processesIn(directory: string, name: string): number[] {
  const isInside = (pid: string): boolean => {
    try {
      return (
        readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name && readlinkSync(`/proc/${pid}/cwd`) === directory
      );
    } catch {
      return false;
    }
  };
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry) && isInside(entry))
      .map(Number);
  } catch {
    return [];
  }
}

/** Resolves after `ms`. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves true as soon as `condition` holds, false when it still does not after `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await pause(25);
  }
  return true;
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone, or not ours: either way there is nothing left to stop.
  }
}

/** Stops a child: the gentle signal first, SIGKILL after `graceMs`. Resolves once it is gone. */
export async function stopChild(child: ChildProcess, gentle: NodeJS.Signals, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(gentle);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/**
 * A TCP port on 127.0.0.1 that was free a moment ago, below those that systems give to outgoing connections: a server
 * that dies finds its port free when it comes back.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = randomInt(20_000, 32_000);
    if (await canListen(port)) return port;
  }
  throw new LaunchError('No free port was found between 20000 and 32000: end some of the programs that listen there.');
}
