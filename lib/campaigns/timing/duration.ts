import { closedUntil, type GateRules } from '@/lib/compliance';
import type { DeferReason } from '@/lib/pipeline/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import type { Preflight } from '../schema';
import { fullest } from './capacity';
import { aroundClosed, lastOf, type Waves } from './forecast';
import type { Held } from './going';
import { usualRate } from './rate';
import { paceOf } from './spread';

type Expected = Preflight['expected'];
type Part = Expected['parts'][number];
type Closed = { ends: number; reason: DeferReason };

/** When closed hours end by the organisation's clock, and which they are; where people are is not looked at. */
function opening(rules: GateRules): (at: number) => Closed | null {
  const { legal_profile: laws, quiet_hours: quiet } = rules.of(null);
  const hours = [
    ...(rules.waived.has('legal_profile') ? [] : laws.flatMap(({ action }) => action.hours ?? [])).map((each) => ({
      ...{ each, reason: 'legal_hours' as const },
    })),
    ...(rules.waived.has('quiet_hours') ? [] : quiet).map(({ action }) => ({
      ...{ each: action, reason: 'quiet_hours' as const },
    })),
  ];
  return (at) => {
    const closed = hours.flatMap(({ each, reason }) => {
      const ends = closedUntil(each, rules.timeZone, new Date(at))?.getTime();
      return ends === undefined ? [] : [{ ends, reason }];
    });
    return closed.reduce<Closed | null>((last, one) => (last && last.ends >= one.ends ? last : one), null);
  };
}

interface Audience {
  campaign: CampaignRow;
  rules: GateRules;
  waves: Waves;
  held: Held | null;
  willSend: number;
}

/** Seconds until so many have gone at a pace, or as fast as the last ones went; what holds single people is not looked at. */
export async function plainSeconds(ctx: TxCtx, perHour: number | null, people: number): Promise<number | null> {
  if (perHour) {
    const { slotMs, perSlot } = paceOf(perHour);
    return Math.ceil((Math.max(0, Math.ceil(people / perSlot) - 1) * slotMs) / 1000);
  }
  const rate = await usualRate(ctx);
  return rate === null ? null : Math.ceil(people / rate);
}

/** What may hold a campaign back: when the last one would go if nobody waited for anything, and with who may not go yet. */
interface Limit {
  by: 'pace' | 'capacity' | 'measured' | 'waiting';
  rule: string | null;
  free: number;
  waited: number;
}

async function limitsOf(ctx: TxCtx, { campaign, rules, waves, willSend }: Audience, now: number) {
  const limits: Limit[] = [];
  const first = waves.first ?? now;
  if (campaign.perHour) {
    const { slotMs, perSlot } = paceOf(campaign.perHour);
    const end = (some: Waves) =>
      lastOf(some.by(() => '').get('') ?? [], { origin: now, windowMs: slotMs, perWindow: perSlot, taken: 0 }).at;
    limits.push({ by: 'pace', rule: null, free: end(waves.allFrom(now)), waited: end(waves) });
  } else {
    const rate = await usualRate(ctx);
    const takes = rate ? (willSend / rate) * 1000 : null;
    if (takes !== null) limits.push({ by: 'measured', rule: null, free: now + takes, waited: first + takes });
  }
  const asked = { rules, senderId: campaign.senderId, now: new Date(now), counts: 'promised' as const };
  const full = await fullest(ctx, { ...asked, waves });
  if (full && full.late > 0) {
    const free = await fullest(ctx, { ...asked, waves: waves.allFrom(now) });
    limits.push({ by: 'capacity', rule: full.name, free: Math.min(free?.at ?? now, full.at), waited: full.at });
  }
  const last = waves.last ?? now;
  if (last > now) limits.push({ by: 'waiting', rule: null, free: now, waited: last });
  return { limits, late: full?.late ?? 0 };
}

interface Ending {
  limit: Limit;
  at: number;
  /** The hours that lengthen it, if any do. */
  closed: DeferReason;
}

/** When it is over if nothing goes in closed hours. */
function endingOf(limit: Limit, from: number, opens: (at: number) => Closed | null): Ending {
  const closedMs = new Map<DeferReason, number>();
  const opensAt = (at: number) => {
    const { ends, reason } = opens(at) ?? {};
    if (ends !== undefined && reason) closedMs.set(reason, (closedMs.get(reason) ?? 0) + ends - at);
    return ends ?? null;
  };
  const at = limit.by === 'waiting' ? limit.waited : aroundClosed(Math.min(from, limit.waited), limit.waited, opensAt);
  const [most] = [...closedMs].sort(([, a], [, b]) => b - a);
  return { limit, at, closed: most?.[0] ?? 'quiet_hours' };
}

/** What it is made of, the longest first: whole seconds that add up to all of it. */
function partsOf({ limit, at, closed }: Ending, held: Held | null, now: number): Part[] {
  const { by, rule, free, waited } = limit;
  const [speed = 0, waits = 0, all = 0] = [free, waited, at].map((end) => Math.ceil((end - now) / 1000));
  const found: Part[] = [
    { by, rule, reason: null, seconds: speed },
    { by: held?.by ?? 'waiting', rule: null, reason: held ? held.reason : closed, seconds: waits - speed },
    { by: 'waiting', rule: null, reason: closed, seconds: all - waits },
  ];
  const parts: Part[] = [];
  for (const part of found.filter(({ seconds }) => seconds > 0)) {
    const same = parts.find((each) => each.by === part.by && each.reason === part.reason);
    if (same) same.seconds += part.seconds;
    else parts.push(part);
  }
  return parts.sort((a, b) => b.seconds - a.seconds);
}

/** How long it would take by what holds it back longest, and what that time is made of: the speed, and what people wait for. */
export async function forecast(
  ctx: TxCtx,
  audience: Audience,
): Promise<{ expected: Expected; late: Preflight['later'][number] | null }> {
  const { campaign, rules, waves, held } = audience;
  const isLocal = campaign.sendLocal;
  const now = ctx.clock.now().getTime();
  const { limits, late } = await limitsOf(ctx, audience, now);
  // By local time people get it at an hour that is chosen later: which hours are closed by then is not known.
  const opens = isLocal ? () => null : opening(rules);
  const endings = limits.map((limit) => endingOf(limit, waves.first ?? now, opens));
  const [longest] = endings.toSorted((a, b) => b.at - a.at);
  const capacity = endings.find(({ limit }) => limit.by === 'capacity');
  const lastAt = capacity && new Date(capacity.at).toISOString();
  return {
    expected: longest ? expectedOf(longest, partsOf(longest, held, now), isLocal) : { ...unknown, isLocal },
    late: lastAt ? { rule: 'capacity', reason: 'capacity', people: late, lastAt } : null,
  };
}

const unknown = { seconds: null, by: 'unknown' as const, rule: null, parts: [] };

function expectedOf({ limit }: Ending, parts: Part[], isLocal: boolean): Expected {
  const { by, rule } = parts[0] ?? limit;
  return { seconds: parts.reduce((sum, part) => sum + part.seconds, 0), by, rule, isLocal, parts };
}
