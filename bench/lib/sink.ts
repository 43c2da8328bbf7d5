import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Sink {
  port: number;
  pid: number;
  /** What it took so far: messages, and addresses it took more than once. */
  count(): Promise<{ messages: number; doubled: number }>;
  stop(): void;
}

/** A bare SMTP server in a process of its own that takes everything as fast as it can and counts addresses. */
export async function startSink(): Promise<Sink> {
  const child = fork(fileURLToPath(new URL('./sink-process.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const once = <T>() => new Promise<T>((done) => child.once('message', (message) => done(message as T)));
  const { port } = await once<{ port: number }>();
  return {
    port,
    pid: child.pid!,
    count: () => {
      const answer = once<{ messages: number; doubled: number }>();
      child.send('count');
      return answer;
    },
    stop: () => child.kill(),
  };
}
