/** Slots of a minute, or as long as one message takes at fewer than one a minute. */
const minuteMs = 60_000;

export interface Pace {
  slotMs: number;
  perSlot: number;
}

/** How many messages a slot of which length takes, so that no hour holds more than `perHour`. */
export function paceOf(perHour: number): Pace {
  if (perHour < 60) return { slotMs: Math.ceil((60 * minuteMs) / perHour), perSlot: 1 };
  // A slot takes whole messages: slots as short as makes up for what rounding down would lose.
  const perSlot = Math.floor(perHour / 60);
  return { slotMs: Math.ceil((perSlot * 60 * minuteMs) / perHour), perSlot };
}

/**
 * Hands out times on a grid that begins at `start`: the first slot at or after the time asked for that has room. Slots that were
 * handed out before are told by `used` (slot → messages).
 */
export class Spreader {
  readonly #pace: Pace;
  readonly #used = new Map<number, number>();
  /** A full slot points behind itself; followed and shortened on the way, so that finding room stays cheap. */
  readonly #next = new Map<number, number>();

  constructor(
    private readonly start: number,
    perHour: number,
  ) {
    this.#pace = paceOf(perHour);
  }

  #slotAt(notBefore: number, now: number): number {
    const slot = (ms: number) => (ms - this.start) / this.#pace.slotMs;
    return Math.max(0, notBefore <= now ? Math.floor(slot(now)) : Math.ceil(slot(notBefore)));
  }

  /** When the slot begins in which this is, as far as the grid goes. */
  slotOf(ms: number): number {
    return this.start + Math.floor(Math.max(0, ms - this.start) / this.#pace.slotMs) * this.#pace.slotMs;
  }

  /** When the first slot begins that is all after this. */
  slotAfter(ms: number): number {
    return ms < this.start ? this.start : this.slotOf(ms) + this.#pace.slotMs;
  }

  #free(slot: number): number {
    let last = slot;
    for (let next = this.#next.get(last); next !== undefined; next = this.#next.get(last)) last = next;
    for (let at = slot; at !== last;) {
      const next = this.#next.get(at) ?? last;
      this.#next.set(at, last);
      at = next;
    }
    return last;
  }

  /** Notes messages that have their time already. */
  occupy(ms: number, count: number): void {
    const slot = Math.floor(Math.max(0, ms - this.start) / this.#pace.slotMs);
    this.#add(slot, count);
  }

  #add(slot: number, count: number): void {
    const used = (this.#used.get(slot) ?? 0) + count;
    this.#used.set(slot, used);
    if (used >= this.#pace.perSlot) this.#next.set(slot, slot + 1);
  }

  /** The time of the next message that may not go before `notBefore`; slots that were over before `now` are not handed out. */
  take(notBefore: number, now = this.start): number {
    const slot = this.#free(this.#slotAt(notBefore, now));
    this.#add(slot, 1);
    return this.start + slot * this.#pace.slotMs;
  }
}
