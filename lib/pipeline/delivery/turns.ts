/**
 * What is claimed and may go on the wire, a queue per tenant served in turns: ten messages never wait behind another
 * tenant's thousands. Pure bookkeeping.
 */
export class Turns<T> {
  private readonly queues = new Map<string, { items: (T | undefined)[]; head: number }>();
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

  /**
   * The next one whose tenant may go, with its tenant, who goes to the end. `may` may count what it lets go: each yes takes one item.
   * Who may not go is asked about again each time.
   */
  next(may: (tenant: string) => boolean): readonly [tenant: string, item: T] | undefined {
    for (const [tenant, queue] of this.queues) {
      const item = queue.items[queue.head];
      if (item === undefined || !may(tenant)) continue;
      // Let go at once: kept until the whole batch is through, it would be moved to the old generation first.
      queue.items[queue.head++] = undefined;
      this.waiting--;
      const left = queue.items.length - queue.head;
      if (left === 0) this.queues.delete(tenant);
      else if (this.queues.size > 1) {
        this.queues.delete(tenant);
        this.queues.set(tenant, queue);
      }
      if (left === this.low - 1) this.onLow();
      return [tenant, item];
    }
    return undefined;
  }

  /** Everything that waits. */
  all(): T[] {
    return [...this.queues.values()].flatMap(({ items, head }) => items.slice(head) as T[]);
  }

  /** Takes out whatever answers true. */
  remove(gone: (item: T) => boolean): T[] {
    const removed: T[] = [];
    for (const [tenant, queue] of this.queues) {
      const kept: T[] = [];
      for (const item of queue.items.slice(queue.head) as T[]) (gone(item) ? removed : kept).push(item);
      if (kept.length === 0) this.queues.delete(tenant);
      else this.queues.set(tenant, { items: kept, head: 0 });
    }
    this.waiting -= removed.length;
    return removed;
  }
}
