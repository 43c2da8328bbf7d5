import { bell } from '@/lib/platform/bell';

/** The pauses of one loop, which news and stopping end. */
export class Rest {
  stopped = false;
  private readonly news = bell();
  private readonly stopping = new Set<() => void>();

  /** Until woken, stopped, or `ms` later. A wake since the last wait ends the next one at once: what it told may not be known yet. */
  async wait(ms: number): Promise<void> {
    if (!this.stopped) await this.news.wait(ms);
  }

  /** Until stopped, or `ms` later. */
  async sleep(ms: number): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((done) => {
      const end = () => {
        clearTimeout(timer);
        this.stopping.delete(end);
        done();
      };
      const timer = setTimeout(end, ms);
      this.stopping.add(end);
    });
  }

  wake(): void {
    this.news.ring();
  }

  stop(): void {
    this.stopped = true;
    this.news.ring();
    for (const end of [...this.stopping]) end();
  }
}
