import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a sink took so far. */
export interface Taken {
  messages: number;
  /** Of messages whose address it had taken before. */
  doubled: number;
  /** With the commands around them. */
  bytes: number;
}

export interface Sink {
  port: number;
  pid: number;
  count(): Promise<Taken>;
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
      const answer = once<Taken>();
      child.send('count');
      return answer;
    },
    stop: () => child.kill(),
  };
}
