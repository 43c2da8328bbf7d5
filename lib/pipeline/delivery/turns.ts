/**
 * What is claimed and may go on the wire, a queue per tenant served in turns: ten messages never wait behind another
 * tenant's thousands. Pure bookkeeping.
 */
export class Turns<T> {
  private readonly queues = new Map<string, { items: T[]; head: number }>();
  private waiting = 0;

  /** `onLow` hears when fewer than `low` of a tenant are left. */
  constructor(
    private readonly low = 0,
    private readonly onLow: () => void = () => undefined,
  ) {}

  get size(): number {
    return this.waiting;
  }

  /** How many of a tenant's wait. */
  of(tenant: string): number {
    const queue = this.queues.get(tenant);
    return queue ? queue.items.length - queue.head : 0;
  }

  add(tenant: string, items: readonly T[]): void {
    if (items.length === 0) return;
    const queue = this.queues.get(tenant);
    if (queue) {
      queue.items = queue.items.slice(queue.head).concat(items);
      queue.head = 0;
    } else this.queues.set(tenant, { items: [...items], head: 0 });
    this.waiting += items.length;
  }

  /** True where somebody waits who fits. */
  some(fits: (tenant: string) => boolean): boolean {
    for (const tenant of this.queues.keys()) if (fits(tenant)) return true;
    return false;
  }

  /** Up to `count`, one of each tenant in turn; who was served goes to the end. `may` is asked for each item, and may count. */
  take(count: number, may: (tenant: string) => boolean = () => true): T[] {
    const taken: T[] = [];
    for (let before = -1; taken.length < count && this.waiting > 0 && taken.length > before;) {
      before = taken.length;
      for (const [tenant, queue] of this.queues) {
        if (taken.length >= count) break;
        if (!may(tenant)) continue;
        const held = queue.items.length - queue.head;
        const item = queue.items[queue.head];
        if (item !== undefined) taken.push(item);
        queue.head++;
        this.waiting--;
        this.queues.delete(tenant);
        if (queue.head < queue.items.length) this.queues.set(tenant, queue);
        if (this.queues.size <= 1) {
          // Nobody else waits: the rest of the slice is this tenant's.
          const most = this.queues.has(tenant) ? Math.min(count - taken.length, held - 1) : 0;
          let more = 0;
          while (more < most && may(tenant)) more++;
          for (const next of queue.items.slice(queue.head, queue.head + more)) taken.push(next);
          queue.head += more;
          this.waiting -= more;
          if (queue.head >= queue.items.length) this.queues.delete(tenant);
        }
        if (held >= this.low && queue.items.length - queue.head < this.low) this.onLow();
      }
    }
    return taken;
  }

  /** Everything that waits. */
  all(): T[] {
    return [...this.queues.values()].flatMap(({ items, head }) => items.slice(head));
  }

  /** Takes out whatever answers true. */
  remove(gone: (item: T) => boolean): T[] {
    const removed: T[] = [];
    for (const [tenant, queue] of this.queues) {
      const kept: T[] = [];
      for (const item of queue.items.slice(queue.head)) (gone(item) ? removed : kept).push(item);
      if (kept.length === 0) this.queues.delete(tenant);
      else this.queues.set(tenant, { items: kept, head: 0 });
    }
    this.waiting -= removed.length;
    return removed;
  }
}
