import { fork, type ChildProcess } from 'node:child_process';
import { bundled } from './bundled';

export interface Forked {
  pids: readonly number[];
  /** Ends them; gives the largest memory that one of them had, in MB. */
  stop(): Promise<{ peakRssMb: number }>;
}

/** Starts so many processes of an entry that calls `serve`, each with a CPU profile of its own where asked. */
export async function startForked(entry: string, count: number, profiled: boolean): Promise<Forked> {
  const file = await bundled(entry);
  const execArgv = profiled ? ['--cpu-prof', '--cpu-prof-dir=profile'] : [];
  const children = Array.from({ length: count }, () => fork(file, { execArgv }));
  const answerOf = <T>(child: ChildProcess) =>
    new Promise<T>((done, fail) => {
      child.once('message', (message) => done(message as T));
      child.once('exit', (code) => fail(new Error(`A process of ${entry} ended with ${code} and gave no answer.`)));
    });
  const told = <T>() => Promise.all(children.map((child) => answerOf<T>(child)));
  await told();
  return {
    pids: children.map((child) => child.pid!),
    stop: async () => {
      const last = told<{ peakRssMb: number }>();
      for (const child of children) child.send('stop');
      return { peakRssMb: Math.max(...(await last).map(({ peakRssMb }) => peakRssMb)) };
    },
  };
}
