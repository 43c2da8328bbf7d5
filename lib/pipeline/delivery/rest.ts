/** The pauses of a loop that something may wake, and that stopping ends. */
export class Rest {
  stopped = false;
  private readonly waking = new Set<() => void>();
  private readonly stopping = new Set<() => void>();

  /** Until woken, stopped, or `ms` later. */
  wait = (ms: number): Promise<void> => this.until(ms, [this.waking, this.stopping]);

  /** Until stopped, or `ms` later. */
  sleep = (ms: number): Promise<void> => this.until(ms, [this.stopping]);

  wake(): void {
    for (const end of [...this.waking]) end();
  }

  stop(): void {
    this.stopped = true;
    for (const end of [...this.stopping]) end();
  }

  private until(ms: number, sets: readonly Set<() => void>[]): Promise<void> {
    if (this.stopped) return Promise.resolve();
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        for (const set of sets) set.delete(end);
        done();
      };
      const timer = setTimeout(end, ms);
      for (const set of sets) set.add(end);
    });
  }
}
