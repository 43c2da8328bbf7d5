import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bundled } from '../lib/bundled';
import { temporaryFolder } from '../lib/folder';
import { freePort } from '../../scripts/launcher/processes';

const gone = (child: ChildProcess) =>
  child.exitCode === null && child.signalCode === null
    ? new Promise<void>((done) => child.once('exit', () => done()))
    : Promise.resolve();

/** A process that is started again whenever it ends, as the launcher does, until told to stop. */
export interface Kept {
  kill(): Promise<void>;
  stop(): Promise<void>;
}

function keep(start: () => ChildProcess): Kept {
  let stopping = false;
  let child = start();
  const again = () => {
    if (stopping) return;
    child = start();
    child.once('exit', () => setTimeout(again, 200));
  };
  child.once('exit', () => setTimeout(again, 200));
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await gone(child);
    },
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      await gone(child);
    },
  };
}

/** The whole worker process, as in production. */
export async function keepWorkers(): Promise<Kept> {
  const workers = await bundled('workers/main.ts');
  return keep(() =>
    spawn(process.execPath, [workers], {
      env: { ...process.env, LOG_LEVEL: process.env['CHAOS_LOG'] ?? 'silent' },
      stdio: 'inherit',
    }),
  );
}

/** A NATS server with JetStream on a folder of its own. Throws nothing: without the program it never answers. */
export async function keepNats(): Promise<Kept & { url: string }> {
  const port = await freePort();
  let server: ChildProcess | null = null;
  const folder = temporaryFolder('ao-chaos-nats-', () => server?.kill('SIGKILL'));
  const args = ['-js', '-sd', folder.path, '-p', String(port), '-a', '127.0.0.1'];
  const kept = keep(() => (server = spawn('nats-server', args, { stdio: 'ignore' })));
  const stop = () => kept.stop().then(() => folder.remove());
  return { ...kept, stop, url: `nats://127.0.0.1:${port}` };
}

export interface HostileSink {
  port: number;
  count(): Promise<{ taken: number; open: number; untold: number }>;
  /** Address → how often it was taken. */
  all(): Promise<Map<string, number>>;
  stop(): void;
}

export async function hostileSink(): Promise<HostileSink> {
  const child = fork(fileURLToPath(new URL('./hostile-sink.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  // One question at a time: answers carry no name.
  let queue: Promise<unknown> = Promise.resolve();
  const ask = <T>(what?: string): Promise<T> => {
    const answer = queue.then(async () => {
      const said = once(child, 'message');
      if (what) child.send(what);
      const [message] = await said;
      return message as T;
    });
    queue = answer;
    return answer;
  };
  const { port } = await ask<{ port: number }>();
  return {
    port,
    count: () => ask('count'),
    all: async () => new Map((await ask<{ taken: [string, number][] }>('all')).taken),
    stop: () => void child.kill(),
  };
}
