import { inspect } from 'node:util';

/** The launcher's progress on the terminal, and what has to be undone at its end, last first. */
export class Steps {
  private readonly undo: (() => Promise<void> | void)[] = [];
  private readonly started = performance.now();

  /** Settles once a stop was asked for. */
  readonly aborted: Promise<void>;

  constructor(private readonly signal: AbortSignal) {
    this.aborted = new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Prints one line. */
  readonly note = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };

  /** Registers what the end has to undo. */
  atStop(undo: () => Promise<void> | void): void {
    this.undo.unshift(undo);
  }

  /** Runs one step and prints its name and time; `undo` is called with its result at the end. */
  async run<T>(name: string, work: () => Promise<T>, undo?: (result: T) => Promise<void>): Promise<T> {
    if (this.signal.aborted) throw new Error('stopped');
    const began = performance.now();
    const result = await work();
    if (undo) this.atStop(() => undo(result));
    this.note(`✓ ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    if (this.signal.aborted) throw new Error('stopped');
    return result;
  }

  /** Prints an error as one sentence, its cause only with DEBUG=1. Returns the exit code. */
  fail(error: unknown): number {
    const { message, cause, stack } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(`\nAlumOutreach could not start. ${message}\n`);
    if (process.env.DEBUG === '1')
      process.stderr.write(`${stack ?? ''}\n${cause === undefined ? '' : inspect(cause)}\n`);
    return 1;
  }

  /** Undoes everything, last first; one part that fails keeps none of the others running. */
  async stopAll(): Promise<void> {
    const began = performance.now();
    if (this.undo.length > 0 && this.signal.aborted) this.note('stopping …');
    for (const undo of this.undo.splice(0)) {
      try {
        await undo();
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    if (!this.signal.aborted) return;
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    this.note(
      `stopped in ${seconds(performance.now() - began)} s, after ${seconds(performance.now() - this.started)} s`,
    );
  }
}
