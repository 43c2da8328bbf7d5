import type { Channel } from '@/lib/contacts/vocabulary';
import type { GateSource } from '@/lib/pipeline/vocabulary';
import type { SendingRule } from './schema';
import type { RuleType, Waivable } from './vocabulary';

/** What a message is, as far as rules ask. */
export interface Asking {
  source: GateSource;
  channel: Channel;
  purpose: string;
}

/** A rule of one kind, as the gate uses it. */
export interface Applied<T extends RuleType> {
  id: string;
  name: string;
  action: Extract<SendingRule['rule'], { type: T }>['action'];
  channels: readonly Channel[] | null;
  /** Comes with the product or the installation, for all organisations. */
  builtIn: boolean;
}
export type RulesByType = { [T in RuleType]: Applied<T>[] };

/** The rules of an organisation that apply to one kind of message at one time. */
export interface GateRules {
  asking: Asking;
  /** Taken for contacts whose own zone is not known and does not follow from their country. */
  timeZone: string;
  /** What a rule lifted → its name. */
  waived: ReadonlyMap<Waivable, string>;
  /** How far back messages to a person are counted, in days; 0 when no cap asks. */
  pressureDays: number;
  capacities: Applied<'capacity'>[];
  /** True where some consents must be confirmed by the person first. */
  confirms: boolean;
  /** The rules for a contact of this country; null: the organisation's own. The same lists each time, which nobody changes. */
  of(country: string | null): RulesByType;
}

/** What an organisation has: its own rules and those of the product. */
export interface RuleSet {
  country: string;
  timeZone: string;
  rules: readonly SendingRule[];
}

const holds = <T>(list: readonly T[] | undefined, value: T): boolean => !list || list.includes(value);

const inForce = (rule: SendingRule, now: Date): boolean =>
  Date.parse(rule.effectiveFrom) <= now.getTime() &&
  (rule.effectiveTo === null || now.getTime() < Date.parse(rule.effectiveTo));

function byType(rules: readonly SendingRule[]): RulesByType {
  const of = <T extends RuleType>(type: T) =>
    rules.flatMap(({ id, name, builtIn, rule, condition }) =>
      rule.type === type
        ? [{ id, name, action: rule.action as Applied<T>['action'], channels: condition.channels ?? null, builtIn }]
        : [],
    );
  return {
    bypass: of('bypass'),
    consent: of('consent'),
    double_opt_in: of('double_opt_in'),
    legal_profile: of('legal_profile'),
    quiet_hours: of('quiet_hours'),
    frequency_cap: of('frequency_cap'),
    capacity: of('capacity'),
  };
}

/** Which rules apply to this kind of message at `now`. Pure. */
export function rulesFor(set: RuleSet, asking: Asking, now: Date): GateRules {
  const rules = set.rules.filter(
    (rule) =>
      inForce(rule, now) &&
      holds(rule.condition.channels, asking.channel) &&
      holds(rule.condition.sources, asking.source) &&
      holds<string>(rule.condition.purposes, asking.purpose),
  );
  const countries = new Map<string, RulesByType>();
  const of = (country: string | null): RulesByType => {
    const key = country ?? set.country;
    const known = countries.get(key);
    if (known) return known;
    const made = byType(rules.filter((rule) => holds(rule.condition.countries, key)));
    countries.set(key, made);
    return made;
  };
  const all = byType(rules);
  const waived = new Map(
    byType(rules.filter((rule) => !rule.condition.countries)).bypass.flatMap(({ name, action }) =>
      action.waives.map((what) => [what, name] as const),
    ),
  );
  return {
    asking,
    timeZone: set.timeZone,
    waived,
    pressureDays: waived.has('frequency_cap') ? 0 : Math.max(0, ...all.frequency_cap.map((cap) => cap.action.days)),
    capacities: waived.has('capacity') ? [] : all.capacity,
    confirms: all.double_opt_in.length > 0,
    of,
  };
}

/** Sources whose messages a rule lets pass uncounted: they are no pressure on a person. */
export const uncounted = (set: RuleSet): GateSource[] => [
  ...new Set(
    set.rules.flatMap(({ rule, condition }) =>
      rule.type === 'bypass' && rule.action.waives.includes('frequency_cap') ? (condition.sources ?? []) : [],
    ),
  ),
];
