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

  /** Up to `count`, one of each tenant in turn; who was served goes to the end. */
  take(count: number): T[] {
    const taken: T[] = [];
    while (taken.length < count && this.waiting > 0) {
      for (const [tenant, queue] of this.queues) {
        if (taken.length >= count) break;
        const before = queue.items.length - queue.head;
        const item = queue.items[queue.head];
        if (item !== undefined) taken.push(item);
        queue.head++;
        this.waiting--;
        this.queues.delete(tenant);
        if (queue.head < queue.items.length) this.queues.set(tenant, queue);
        if (this.queues.size <= 1) {
          // Nobody else waits: the rest of the slice is this tenant's.
          const more = this.queues.has(tenant) ? Math.min(count - taken.length, before - 1) : 0;
          for (const next of queue.items.slice(queue.head, queue.head + more)) taken.push(next);
          queue.head += more;
          this.waiting -= more;
          if (queue.head >= queue.items.length) this.queues.delete(tenant);
        }
        if (before >= this.low && queue.items.length - queue.head < this.low) this.onLow();
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
