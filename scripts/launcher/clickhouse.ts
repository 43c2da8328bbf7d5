import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LaunchError } from './failure';
import { asEnvironment, freePort, type Log } from './processes';
import { loadSecrets } from './secrets';
import { supervise } from './supervise';

export interface Clickhouse {
  /** http://default:TOKEN@127.0.0.1:PORT */
  url: string;
  /** Pid of the owner process at the moment of asking. */
  readonly pid: number;
  stop(): Promise<void>;
}

const owner = fileURLToPath(new URL('../clickhouse/owner.ts', import.meta.url));
const START_MS = 60_000;

function openLog(dataDir: string): { file: string; descriptor: number } {
  const file = join(dataDir, 'clickhouse.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return { file, descriptor: openSync(file, size > 10_000_000 ? 'w' : 'a', 0o600) };
}

function startOwner(dataDir: string, token: string, port: number): Promise<ChildProcess> {
  const { file, descriptor } = openLog(dataDir);
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), owner], {
    env: asEnvironment({
      PATH: process.env.PATH ?? '',
      CLICKHOUSE_MEMORY_MB: process.env.CLICKHOUSE_MEMORY_MB ?? '',
      CLICKHOUSE_DIR: join(dataDir, 'clickhouse'),
      CLICKHOUSE_TOKEN: token,
      CLICKHOUSE_PORT: String(port),
      // Each running statement holds one of these threads.
      UV_THREADPOOL_SIZE: '16',
      TZ: 'UTC',
    }),
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', descriptor, descriptor, 'ipc'],
    // Ctrl-C is the launcher's to hand on, in its order.
    detached: true,
  });
  closeSync(descriptor);
  return new Promise((done, failed) => {
    const fail = (reason: string, cause?: unknown) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      failed(new LaunchError(`ClickHouse did not start: ${reason}; see ${file}`, cause));
    };
    const timer = setTimeout(() => fail('it did not answer within a minute'), START_MS);
    child.once('error', (error) => fail(error.message, error));
    child.once('exit', () =>
      fail(
        readFileSync(file, 'utf8')
          .match(/.*(?:Error|Exception).*/g)
          ?.at(-1) ?? 'it ended',
      ),
    );
    child.once('message', () => {
      clearTimeout(timer);
      child.removeAllListeners('exit').removeAllListeners('error');
      child.on('error', () => undefined);
      done(child);
    });
  });
}

/** Starts the embedded ClickHouse on a data folder; restarts it on the same port when it dies. Raises LaunchError. */
export async function startClickhouse(options: {
  dataDir: string;
  log: Log;
  onStart?: () => void;
}): Promise<Clickhouse> {
  const dataDir = resolve(options.dataDir);
  if (mkdirSync(dataDir, { recursive: true })) chmodSync(dataDir, 0o700);
  mkdirSync(join(dataDir, 'clickhouse'), { recursive: true, mode: 0o700 });
  const token = loadSecrets(dataDir).clickhouse;
  const port = await freePort();
  const server = await supervise({
    name: 'ClickHouse',
    log: options.log,
    onStart: options.onStart,
    graceMs: 8_000,
    start: () => startOwner(dataDir, token, port),
  });
  return {
    url: `http://default:${token}@127.0.0.1:${port}`,
    get pid() {
      return server.pid;
    },
    stop: () => server.stop(),
  };
}
