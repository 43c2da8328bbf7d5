/** Lets loops of one process wait for each other's state without polling. */
export class Signal {
  private waiting: (() => void)[] = [];

  /** Whoever waits looks again. */
  tell(): void {
    if (this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const look of waiting) look();
  }

  async until(ok: () => boolean): Promise<void> {
    while (!ok()) await new Promise<void>((look) => this.waiting.push(look));
  }
}
