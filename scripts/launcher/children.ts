import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workersOf } from './bundle';
import { asEnvironment, until, type Log } from './processes';
import { supervise, type Supervised } from './supervise';

/** The project's folder. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Makes a child leave when the launcher is gone. */
export const preload = new URL('./die-with-parent.mjs', import.meta.url).href;

export interface ChildOptions {
  env: Record<string, string>;
  log: Log;
  onStart?: () => void;
}

function run(args: string[], env: Record<string, string>): Promise<ChildProcess> {
  // Detached, so that Ctrl-C reaches the launcher alone, which stops its children in order.
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd: projectDir,
    env: asEnvironment({ ...env, AO_LAUNCHER: String(process.pid) }),
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child));
  });
}

/** Keeps the web process running; `isDev` serves from source. */
export function startWeb(options: ChildOptions & { isDev: boolean }): Promise<Supervised> {
  const { PORT = '3000', HOST = '0.0.0.0' } = options.env;
  const next = join(projectDir, 'node_modules', 'next', 'dist', 'bin', 'next');
  const args = [next, options.isDev ? 'dev' : 'start', '-p', PORT, '-H', HOST];
  return supervise({ ...options, name: 'web', graceMs: 5_000, start: () => run(args, options.env) });
}

/** Keeps a worker process running; `isDev` runs it from source. */
export function startWorkers(options: ChildOptions & { name: string; isDev: boolean }): Promise<Supervised> {
  const fromSource = ['--import', import.meta.resolve('tsx'), join(projectDir, 'workers', 'main.ts')];
  const args = options.isDev ? fromSource : [workersOf(projectDir)];
  return supervise({ ...options, graceMs: 10_000, start: () => run(args, options.env) });
}

/** Resolves true once the web process answers its liveness check with 200, false after `ms`. */
export function isLive(port: number, host: string, ms: number): Promise<boolean> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const answers = () =>
    fetch(`http://${address}:${port}/api/health/live`, { signal: AbortSignal.timeout(30_000) })
      .then((response) => response.status === 200)
      .catch(() => false);
  return until(answers, ms);
}
