/** One open or click of a message, as it was kept. */
export interface SeenHit {
  event: 'opened' | 'clicked';
  at: Date;
  /** The link's place in its template, or `trap`; null of opens. */
  link: string | null;
  agent: string | null;
  ip: string | null;
  /** Why it is a program's, told from this request alone; null: it may be a person's. */
  own: string | null;
}

/** The link that no person can see. */
export const trap = 'trap';

const trapMs = 60_000;
const burstMs = 5_000;
const burstLinks = 4;
const headMs = 10_000;

const near = (a: SeenHit, b: SeenHit, ms: number) => Math.abs(a.at.getTime() - b.at.getTime()) <= ms;
const sameClient = (a: SeenHit, b: SeenHit) => a.agent !== null && a.agent === b.agent && a.ip === b.ip;

/** Whoever followed the hidden link is a program, whenever it comes; so is all that came with it. */
const isTrapped = (hit: SeenHit, traps: readonly SeenHit[]): boolean =>
  traps.some((one) => near(one, hit, trapMs) || (one.ip !== null && sameClient(one, hit)));

/** Clicks of a time span in which more links were opened than a person can. */
function bursts(clicks: readonly SeenHit[]): Set<SeenHit> {
  const found = new Set<SeenHit>();
  const sorted = [...clicks].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const [first, from] of sorted.entries()) {
    const span = sorted.slice(first).filter((one) => near(one, from, burstMs));
    if (new Set(span.map((one) => one.link)).size >= burstLinks) for (const one of span) found.add(one);
  }
  return found;
}

/** The same program fetched the same link right after it had asked for its head. */
const followsHead = (hit: SeenHit, heads: readonly SeenHit[]): boolean =>
  heads.some((head) => {
    const after = hit.at.getTime() - head.at.getTime();
    return head.link === hit.link && after >= 0 && after <= headMs && sameClient(head, hit);
  });

/**
 * Why each of a message's opens and clicks is a program's, or null for a person's. Pure: a hit's answer depends on all that
 * is known, never on the order in which it came; so a late sign changes what was counted before.
 */
export function judgeHits(hits: readonly SeenHit[]): (string | null)[] {
  const clicks = hits.filter((hit) => hit.event === 'clicked' && hit.link !== trap);
  const traps = hits.filter((hit) => hit.link === trap);
  const heads = clicks.filter((hit) => hit.own === 'head');
  const burst = bursts(clicks);
  return hits.map((hit) => {
    if (hit.own) return hit.own;
    if (hit.link === trap || isTrapped(hit, traps)) return 'honeypot';
    if (hit.event === 'opened')
      return [...burst].some((one) => near(one, hit, burstMs) && sameClient(one, hit)) ? 'all-links' : null;
    if (burst.has(hit)) return 'all-links';
    return followsHead(hit, heads) ? 'head' : null;
  });
}
