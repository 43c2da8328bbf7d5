import { closedUntil, type GateRules } from '@/lib/compliance';
import type { TxCtx } from '@/lib/platform/context';
import type { CampaignRow } from '../queries';
import type { Preflight } from '../schema';
import { fullest } from './capacity';
import { aroundClosed, lastOf, type Waves } from './forecast';
import { usualRate } from './rate';
import { paceOf } from './spread';

type Expected = Preflight['expected'];
type By = Expected['by'];

/** What capacities count by; '' for what is no mail address. */
export const domainOf = (address: string | null): string =>
  address?.includes('@') ? address.slice(address.lastIndexOf('@') + 1) : '';

/** When closed hours end by the organisation's clock; where people are is not looked at. */
function opening(rules: GateRules): (at: number) => number | null {
  const { legal_profile: laws, quiet_hours: quiet } = rules.of(null);
  const hours = [
    ...(rules.waived.has('legal_profile') ? [] : laws.flatMap(({ action }) => action.hours ?? [])),
    ...(rules.waived.has('quiet_hours') ? [] : quiet.map(({ action }) => action)),
  ];
  return (at) => {
    const ends = hours.flatMap((each) => closedUntil(each, rules.timeZone, new Date(at))?.getTime() ?? []);
    return ends.length > 0 ? Math.max(...ends) : null;
  };
}

interface Audience {
  campaign: CampaignRow;
  rules: GateRules;
  waves: Waves;
  willSend: number;
}

/** How long it would take by what holds it back longest: its pace, a capacity, who may not get it yet; else as fast as the last ones went. */
export async function forecast(
  ctx: TxCtx,
  { campaign, rules, waves, willSend }: Audience,
): Promise<{ expected: Expected; late: Preflight['later'][number] | null }> {
  const now = ctx.clock.now().getTime();
  const all = waves.by(() => '').get('') ?? [];
  const first = all[0]?.at ?? now;
  const opensAt = opening(rules);
  const around = (at: number) => aroundClosed(Math.min(first, at), at, opensAt);
  const found: { by: By; at: number; rule: string | null }[] = [];
  const tell = (by: By, at: number, rule: string | null = null) => found.push({ by, at, rule });
  if (campaign.perHour) {
    const { slotMs, perSlot } = paceOf(campaign.perHour);
    tell('pace', around(lastOf(all, { origin: now, windowMs: slotMs, perWindow: perSlot, taken: 0 }).at));
  } else {
    const rate = await usualRate(ctx);
    if (rate) tell('measured', around(first + (willSend / rate) * 1000));
  }
  const { senderId } = campaign;
  const full = await fullest(ctx, { rules, waves, senderId, now: new Date(now), counts: 'promised' });
  if (full && full.late > 0) tell('capacity', around(full.at), full.name);
  const last = all.at(-1)?.at ?? now;
  if (last > now) tell('waiting', last);
  const isLocal = campaign.sendLocal;
  const [longest] = found.sort((a, b) => b.at - a.at);
  const capacityAt = found.find(({ by }) => by === 'capacity')?.at;
  return {
    expected: longest
      ? { seconds: Math.ceil((longest.at - now) / 1000), by: longest.by, rule: longest.rule, isLocal }
      : { seconds: null, by: 'unknown', rule: null, isLocal },
    late:
      full && capacityAt !== undefined
        ? { rule: 'capacity', reason: 'capacity', people: full.late, lastAt: new Date(capacityAt).toISOString() }
        : null,
  };
}
