import type { Clock } from '../clock';
import type { LimitsPort, Taken } from './port';

interface Lease {
  /** Uses that are counted already and not yet made. */
  left: number;
  /** What the store had left after that, for all processes. */
  remaining: number;
  resetsAt: Date;
}

const share = 20;
const maxStep = 500;
const maxLeases = 10_000;

/**
 * Counts many uses ahead in one step, so that a busy key does not ask the store for each of its requests. Over all
 * processes never more than `points` are allowed. A step is a twentieth of what is left, so the last uses are counted one
 * by one; what an idle process has ahead is lost to the others until the window ends.
 */
export function leasedLimits(limits: LimitsPort, clock: Clock): LimitsPort {
  const leases = new Map<string, Lease>();
  const asking = new Map<string, Promise<unknown>>();

  const current = (key: string): Lease | null => {
    const lease = leases.get(key);
    return lease && lease.resetsAt > clock.now() ? lease : null;
  };
  const keep = (key: string, lease: Lease) => {
    leases.delete(key);
    leases.set(key, lease);
    if (leases.size > maxLeases) leases.delete(leases.keys().next().value ?? '');
  };
  const ask = async (key: string, points: number, seconds: number, uses: number): Promise<Taken> => {
    const ahead = Math.min(maxStep, Math.floor((current(key)?.remaining ?? 0) / share));
    const more = await limits.take(key, points, seconds, uses + ahead);
    const taken = more.isAllowed || ahead === 0 ? more : await limits.take(key, points, seconds, uses);
    // The store's clock may be another: what is told here holds for one window by this one.
    const latest = new Date(clock.now().getTime() + seconds * 1000);
    const resetsAt = taken.resetsAt < latest ? taken.resetsAt : latest;
    keep(key, { left: more.isAllowed ? ahead : 0, remaining: taken.remaining, resetsAt });
    return { ...taken, resetsAt };
  };

  return {
    kind: limits.kind,
    async take(key, points, seconds, uses = 1) {
      for (;;) {
        const lease = current(key);
        if (lease && lease.left >= uses) {
          lease.left -= uses;
          return { isAllowed: true, remaining: lease.left + lease.remaining, resetsAt: lease.resetsAt };
        }
        // A window only fills: what is refused now would be refused until its end.
        if (lease && lease.left + lease.remaining < uses)
          return { isAllowed: false, remaining: lease.left + lease.remaining, resetsAt: lease.resetsAt };
        const other = asking.get(key);
        if (!other) break;
        await other.catch(() => undefined); // one asks for all that wait
      }
      const mine = ask(key, points, seconds, uses);
      asking.set(key, mine);
      return mine.finally(() => asking.delete(key));
    },
  };
}
