/** People who may go from an instant on (milliseconds), in order of time. */
export interface Wave {
  at: number;
  people: number;
}

/** Windows that follow each other from `origin` on, and what is taken of the first ones already. */
export interface Windows {
  origin: number;
  windowMs: number;
  perWindow: number;
  taken: number;
}

const stepMs = 15 * 60_000;
/** So far ahead quiet hours are looked at one by one. */
const mostSteps = 60 * 24 * 4;

/** Who goes when, by the domain of their address. */
export class Waves {
  readonly #at = new Map<number, Map<string, number>>();

  add(domain: string, from: number, people = 1): void {
    const domains = this.#at.get(from) ?? new Map<string, number>();
    domains.set(domain, (domains.get(domain) ?? 0) + people);
    this.#at.set(from, domains);
  }

  /** Takes over those of others, so much later. */
  take(others: Waves, laterMs: number): void {
    for (const [at, domains] of others.#at) for (const [domain, n] of domains) this.add(domain, at + laterMs, n);
  }

  /** The same people, all from one instant on. */
  allFrom(at: number): Waves {
    const waves = new Waves();
    for (const domains of this.#at.values()) for (const [domain, n] of domains) waves.add(domain, at, n);
    return waves;
  }

  get first(): number | null {
    return this.#at.size === 0 ? null : Math.min(...this.#at.keys());
  }

  get last(): number | null {
    return this.#at.size === 0 ? null : Math.max(...this.#at.keys());
  }

  get domains(): string[] {
    return [...new Set([...this.#at.values()].flatMap((domains) => [...domains.keys()]))];
  }

  /** The waves of each key; who has none is left out. */
  by(keyOf: (domain: string) => string | null): Map<string, Wave[]> {
    const waves = new Map<string, Wave[]>();
    for (const [at, domains] of [...this.#at].sort(([a], [b]) => a - b)) {
      const people = new Map<string, number>();
      for (const [domain, n] of domains) {
        const key = keyOf(domain);
        if (key !== null) people.set(key, (people.get(key) ?? 0) + n);
      }
      for (const [key, n] of people) {
        const list = waves.get(key) ?? [];
        list.push({ at, people: n });
        waves.set(key, list);
      }
    }
    return waves;
  }
}

/** When the window begins in which the last one goes, and how many do not go in the window of their time. */
export function lastOf(waves: readonly Wave[], { origin, windowMs, perWindow, taken }: Windows) {
  let window = Math.floor(taken / perWindow);
  let used = taken % perWindow;
  let late = 0;
  let at = origin;
  for (const wave of waves) {
    const own = Math.max(0, Math.floor((wave.at - origin) / windowMs));
    if (own > window) [window, used] = [own, 0];
    const here = window === own ? Math.min(wave.people, perWindow - used) : 0;
    late += wave.people - here;
    used += wave.people;
    if (used > perWindow) {
      const more = Math.ceil(used / perWindow) - 1;
      window += more;
      used -= more * perWindow;
    }
    at = Math.max(at, wave.at, origin + window * windowMs);
  }
  return { at, late };
}

/** When what takes until `to` is over, if nothing goes in closed hours: they are added. `opensAt`: null while open. */
export function aroundClosed(from: number, to: number, opensAt: (at: number) => number | null): number {
  let left = to - from;
  let at = from;
  for (let step = 0; step < mostSteps && left > 0; step++) {
    const opens = opensAt(at);
    if (opens !== null && opens > at) at = opens;
    else {
      const open = Math.min(left, stepMs);
      at += open;
      left -= open;
    }
  }
  return at + left;
}
