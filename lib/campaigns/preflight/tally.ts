import type { Assignment, Recipient, Verdict } from '@/lib/pipeline';
import type { Preflight } from '../schema';
import { waitsForNow } from '../timing/going';

type Excluded = Preflight['excluded'][number];
type Later = Preflight['later'][number];

/** Somebody of the audience, what the gate says of them now, and where they belong. */
export interface Judged {
  person: Recipient;
  verdict: Verdict;
  place: Assignment | undefined;
}

/** Why somebody would not get it; null: they would. */
export function leftOut({ verdict, place }: Judged): Pick<Excluded, 'rule' | 'reason'> | null {
  if (verdict.decision === 'skip') return verdict;
  return place?.leaveOut ? { rule: 'holdout', reason: place.leaveOut.reason } : null;
}

/** Counts who would not get it and why, and who later. */
export class Tally {
  audience = 0;
  willSend = 0;
  /** Of those: who gets what wins. */
  waiting = 0;
  readonly #excluded = new Map<string, Excluded>();
  readonly #later = new Map<string, Later>();

  constructor(private readonly sendLocal: boolean) {}

  /** Answers those who would get it. */
  add(judged: readonly Judged[]): Judged[] {
    const going = judged.filter((one) => {
      const out = leftOut(one);
      if (out) this.#leaveOut(out);
      else this.#wait(one.verdict);
      return !out;
    });
    this.audience += judged.length;
    this.willSend += going.length;
    this.waiting += going.filter(({ place }) => place?.waits).length;
    return going;
  }

  #leaveOut({ rule, reason }: Pick<Excluded, 'rule' | 'reason'>): void {
    this.#excluded.set(reason, { rule, reason, people: (this.#excluded.get(reason)?.people ?? 0) + 1 });
  }

  #wait(verdict: Verdict): void {
    if (verdict.decision !== 'defer' || waitsForNow(verdict, this.sendLocal)) return;
    const { rule, reason, until } = verdict;
    const { people, lastAt } = this.#later.get(reason) ?? { people: 0, lastAt: '' };
    const at = until.toISOString();
    this.#later.set(reason, { rule, reason, people: people + 1, lastAt: at > lastAt ? at : lastAt });
  }

  get excluded(): Excluded[] {
    return [...this.#excluded.values()].sort((a, b) => b.people - a.people);
  }

  /** `late`: who comes later by a capacity, of whom the gate knows nothing yet. */
  later(late: Later | null): Later[] {
    return [...this.#later.values(), ...(late ? [late] : [])].sort((a, b) => b.people - a.people);
  }
}
