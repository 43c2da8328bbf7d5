import type { Verdict } from '@/lib/pipeline';
import type { DeferReason } from '@/lib/pipeline/vocabulary';
import { zoneFor, type Whereabouts } from '@/lib/platform/person-zone';
import { instantOf, wallOf } from '@/lib/platform/zones';
import { Waves } from './forecast';

/** What the last people wait for: a rule of the gate, or the hour of their own time zone. */
export type Held = { by: 'waiting'; reason: DeferReason } | { by: 'local'; reason: null };

/** What capacities count by; '' for what is no mail address. */
const domainOf = (address: string | null): string =>
  address?.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : '';

const byMinute = (at: Date) => Math.ceil(at.getTime() / 60_000) * 60_000;

const hourly: ReadonlySet<string> = new Set<DeferReason>(['legal_hours', 'quiet_hours']);

/** Whether it is the hour of now alone that makes somebody wait; by local time people get it at another one. */
export const waitsForNow = (verdict: Verdict, sendLocal: boolean): boolean =>
  sendLocal && verdict.decision === 'defer' && hourly.has(verdict.reason);

/** When each person may go at the earliest, from `now` on; by local time from when the first of them has the hour. */
export class Going {
  readonly #waves = new Waves();
  readonly #local: Waves | null;
  readonly #hours = new Map<string, number>();
  #held: { at: number; held: Held } | null = null;

  constructor(
    private readonly now: number,
    sendLocal: boolean,
    private readonly timeZone: string,
  ) {
    this.#local = sendLocal ? new Waves() : null;
  }

  add(person: Whereabouts & { address: string | null }, verdict: Verdict): void {
    const waits = verdict.decision === 'defer' && !waitsForNow(verdict, this.#local !== null) ? verdict : null;
    const domain = domainOf(person.address);
    if (!waits) return (this.#local ?? this.#waves).add(domain, this.#local ? this.#hourOf(person) : this.now);
    const at = byMinute(waits.until);
    this.#waves.add(domain, at);
    this.#hold(at, { by: 'waiting', reason: waits.reason });
  }

  /** All of them by when they may go, and what the last one waits for; null: nobody waits. */
  end(): { waves: Waves; held: Held | null } {
    const { first, last } = this.#local ?? { first: null, last: null };
    if (first !== null && last !== null) {
      this.#waves.take(this.#local!, this.now - first);
      this.#hold(this.now + last - first, { by: 'local', reason: null });
    }
    return { waves: this.#waves, held: this.#held?.held ?? null };
  }

  #hold(at: number, held: Held): void {
    if (at > (this.#held?.at ?? this.now)) this.#held = { at, held };
  }

  /** When a person's clock shows what the organisation's shows now. */
  #hourOf(person: Whereabouts): number {
    const zone = zoneFor(person, this.timeZone);
    const known = this.#hours.get(zone) ?? instantOf(wallOf(this.now, this.timeZone), zone);
    this.#hours.set(zone, known);
    return known;
  }
}
