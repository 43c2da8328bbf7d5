import { closedUntil, type Applied, type GateRules } from '@/lib/compliance';
import { zoneFor, zoneWords } from '@/lib/platform/person-zone';
import { dayText, wallClock } from '@/lib/platform/zones';
import { consentSourceWords, type Channel } from '@/lib/contacts/vocabulary';
import type { DeferReason, GateRule, SkipReason, StepResult, SuppressionReason } from './vocabulary';

interface HeldConsent {
  granted: boolean;
  source: string;
  at: string;
  confirmedAt: string | null;
}

/** What is known of one recipient when the gate is asked; loaded by facts.ts. Instants are texts that `Date` reads. */
export interface GateFacts {
  contactStatus: 'active' | 'archived';
  /** Normalised address on the message's channel. */
  address: string | null;
  country: string | null;
  timeZone: string | null;
  /** They want nothing on this channel, whatever the purpose. */
  doNotContact: { source: string; at: string } | null;
  /** What holds of the ledger for this channel and purpose; null when never asked. `confirmedAt`: by the person, since they agreed. */
  consent: HeldConsent | null;
  /** Of a message that is about a topic; what was said of it, if anything, and whether after the newest line of the purpose. */
  topic?: { name: string; said: (HeldConsent & { isNewer: boolean }) | null } | null;
  suppression: { reason: SuppressionReason; at: string } | null;
  /** Of WhatsApp: when they last wrote, and whether this is free text; null where that is not known yet. */
  window?: { lastAt: string | null; isFree: boolean | null } | null;
  /** Messages to this person that count against caps: sent, and on their way (`at` null). */
  pressure: readonly { channel: Channel; at: string | null }[];
  /** The capacity that is used up, known at hand-over only. */
  capacity: { name: string; freesAt: string } | null;
}

export interface GateStep {
  rule: GateRule | 'holdout';
  result: StepResult;
  /** The fact used, in words. */
  fact: string;
}

export type Verdict = { rule: GateRule | 'holdout' | 'passed'; steps: GateStep[] } & (
  | { decision: 'send'; reason: 'passed' }
  | { decision: 'defer'; reason: DeferReason; until: Date }
  | { decision: 'skip'; reason: SkipReason }
);

type Stop = { skip: SkipReason; fact: string } | { defer: DeferReason; until: Date; fact: string };
/** What passed is put into words only for who asks: a million recipients are judged for each one that is explained. */
type Ask = (
  facts: GateFacts,
  rules: GateRules,
  now: Date,
) => Stop | { passed: string | (() => string) } | { waived: string };

const dayMs = 86_400_000;
const day = (iso: string, { timeZone }: GateRules) => dayText(iso, timeZone);
/** When something was said, and how. */
const said = ({ at, source }: { at: string; source: string }, rules: GateRules) =>
  `${day(at, rules)}, by ${(consentSourceWords as Record<string, string>)[source] ?? source.replaceAll('_', ' ')}`;
const suppressedBy: Record<SuppressionReason, string> = {
  ...{ bounce: 'a message to it bounced', soft_bounce: 'messages to it came back several times in a row' },
  ...{ complaint: 'its owner complained', unsubscribe: 'its owner unsubscribed', manual: 'by hand' },
};
const clockAt = (zone: string, at: Date) => {
  const { minutes } = wallClock(zone, at);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

/** What their clock shows, and how that is known. */
const clockOf = (facts: GateFacts, { timeZone }: GateRules, at: Date) =>
  `It is ${clockAt(zoneFor(facts, timeZone), at)} for them (${zoneWords(facts, timeZone)})`;

const contact: Ask = ({ contactStatus, address }) => {
  if (contactStatus === 'archived') return { skip: 'archived', fact: 'The contact is archived.' };
  if (!address) return { skip: 'no_address', fact: 'The contact has no address on this channel.' };
  return { passed: () => `Reachable at ${address}.` };
};

const doNotContact: Ask = ({ doNotContact: left }, rules) =>
  left
    ? { skip: 'do_not_contact', fact: `Asked not to be contacted on this channel on ${said(left, rules)}.` }
    : { passed: 'Did not ask to be left alone.' };

/** What a person last said of the message's topic; not what they said before they left all of the purpose. */
const saidOfTopic = ({ consent, topic }: GateFacts) =>
  topic?.said && (consent?.granted !== false || topic.said.isNewer) ? topic.said : null;

/** What a message stands on: the consent for its purpose, else the one to its topic alone. */
const standsOn = (facts: GateFacts): HeldConsent | null => {
  if (facts.consent?.granted) return facts.consent;
  return saidOfTopic(facts) ?? facts.consent;
};

const consent: Ask = (facts, rules) => {
  const { country, topic } = facts;
  const { purpose } = rules.asking;
  const waived = rules.waived.get('consent');
  if (waived) return { waived: `${waived} need no consent.` };
  const left = saidOfTopic(facts);
  if (topic && left?.granted === false)
    return {
      skip: 'topic_withdrawn',
      fact: `Left the topic "${topic.name}" on ${said(left, rules)}.`,
    };
  const mine = rules.of(country);
  const held = standsOn(facts);
  if (!held) {
    const [loose] = mine.consent;
    return loose
      ? { passed: `Never asked; allowed until withdrawn (${loose.name}).` }
      : { skip: 'no_consent', fact: `There is no consent for ${purpose}.` };
  }
  if (!held.granted)
    return {
      skip: 'consent_withdrawn',
      fact:
        held.source === 'import'
          ? `An imported file said no to ${purpose} on ${day(held.at, rules)}.`
          : `Consent for ${purpose} was withdrawn on ${said(held, rules)}.`,
    };
  const confirm = held.confirmedAt
    ? undefined
    : mine.double_opt_in.find((rule) => rule.action.sources.some((source) => source === held.source));
  if (confirm)
    return {
      skip: 'not_confirmed',
      fact: `Agreed on ${said(held, rules)}, and has not confirmed it yet (${confirm.name}).`,
    };
  return { passed: () => agreedOn(held, facts, rules) };
};

function agreedOn(held: HeldConsent, { consent: general, topic }: GateFacts, rules: GateRules): string {
  const confirmed = held.confirmedAt ? `, confirmed on ${day(held.confirmedAt, rules)}` : '';
  const about = held === general ? rules.asking.purpose : `the topic "${topic?.name}"`;
  const stays = topic && held === general ? ` Did not leave the topic "${topic.name}".` : '';
  return `Consent for ${about} since ${said(held, rules)}${confirmed}.${stays}`;
}

const suppression: Ask = ({ suppression: found }, rules) => {
  if (!found) return { passed: 'The address is on no suppression list.' };
  const waived = found.reason === 'unsubscribe' ? rules.waived.get('unsubscribe') : undefined;
  if (waived) return { waived: `Unsubscribed from mailings; ${waived.toLowerCase()} are allowed.` };
  return {
    skip: `suppressed_${found.reason}`,
    fact: `The ${rules.asking.channel === 'email' ? 'address' : 'number'} is suppressed since ${day(found.at, rules)}: ${suppressedBy[found.reason]}.`,
  };
};

/** WhatsApp takes free text for a day after the person wrote, and at any time what it approved. */
const chatWindow: Ask = ({ window }, rules, now) => {
  if (window?.isFree === false) return { passed: 'The template is one that WhatsApp approved.' };
  const closes = window?.lastAt ? Date.parse(window.lastAt) + dayMs : 0;
  if (closes > now.getTime())
    return {
      passed: () => {
        const end = new Date(closes);
        return `They wrote by WhatsApp: until ${clockAt(rules.timeZone, end)} on ${day(end.toISOString(), rules)} anything may be written.`;
      },
    };
  const last = window?.lastAt
    ? `They last wrote by WhatsApp on ${day(window.lastAt, rules)}`
    : 'They never wrote by WhatsApp';
  if (window?.isFree !== true) return { passed: `${last}: only a template that WhatsApp approved may go.` };
  return {
    skip: 'window_closed',
    fact: `${last}, and WhatsApp takes free text only within 24 hours after that. Use a template that it approved.`,
  };
};

interface Closed {
  hours: Parameters<typeof closedUntil>[0];
  name: string;
}

/** Made once for the rules of a country, which all its people share. */
function oncePer<Rules extends object>(make: (rules: Rules) => readonly Closed[]): typeof make {
  const made = new WeakMap<Rules, readonly Closed[]>();
  return (rules) => {
    const known = made.get(rules);
    if (known) return known;
    const hours = make(rules);
    made.set(rules, hours);
    return hours;
  };
}
const hoursOfLaws = oncePer((laws: readonly Applied<'legal_profile'>[]) =>
  laws.flatMap(({ action }) => (action.hours ? [{ hours: action.hours, name: action.law }] : [])),
);
const hoursOfQuiet = oncePer((rules: readonly Applied<'quiet_hours'>[]) =>
  rules.map(({ action, name }) => ({ hours: action, name })),
);

const legalProfile: Ask = (facts, rules, now) => {
  const waived = rules.waived.get('legal_profile');
  if (waived) return { waived: `${waived} are no advertising.` };
  const laws = rules.of(facts.country).legal_profile;
  if (laws.length === 0) return { passed: 'No law of their country asks for more.' };
  const held = standsOn(facts);
  for (const { action } of laws) {
    if (action.consent && !held?.granted)
      return { skip: 'legal_consent', fact: `${action.law} asks for a consent first.` };
    // Most laws set no limit: the date is read where one does.
    const agreed = action.consentMaxDays && held ? Date.parse(held.confirmedAt ?? held.at) : 0;
    if (action.consentMaxDays && now.getTime() - agreed > action.consentMaxDays * dayMs)
      return {
        skip: 'consent_expired',
        fact: `The consent is older than ${action.consentMaxDays} days (${action.law}).`,
      };
  }
  return later(
    hoursOfLaws(laws),
    'legal_hours',
    ...([facts, rules, now] as const),
    () => `Allowed by ${laws.map(({ action }) => action.law).join('; ')}.`,
  );
};

const quietHours: Ask = (facts, rules, now) => {
  const waived = rules.waived.get('quiet_hours');
  if (waived) return { waived: `${waived} go out at any hour.` };
  const quiet = hoursOfQuiet(rules.of(facts.country).quiet_hours);
  if (quiet.length === 0) return { passed: 'No quiet hours are set.' };
  return later(quiet, 'quiet_hours', facts, rules, now, () => `${clockOf(facts, rules, now)}.`);
};

/** Waits for the last of these hours to end, when any holds now. */
function later(
  closed: readonly Closed[],
  reason: DeferReason,
  facts: GateFacts,
  rules: GateRules,
  now: Date,
  passed: () => string,
): ReturnType<Ask> {
  const zone = zoneFor(facts, rules.timeZone);
  let until: Date | null = null;
  let by = '';
  for (const { hours, name } of closed) {
    const ends = closedUntil(hours, zone, now);
    if (!ends || (until && ends <= until)) continue;
    until = ends;
    by = name;
  }
  if (!until) return { passed };
  return { defer: reason, until, fact: `${clockOf(facts, rules, now)}: ${by}.` };
}

/** A message that is on its way may still come back: what would be too much with it looks again after this long. */
const onItsWayMs = 120_000;

function overCap(cap: Applied<'frequency_cap'>, facts: GateFacts, now: Date): Stop | null {
  const { messages, days, over } = cap.action;
  const since = now.getTime() - days * dayMs;
  let onTheirWay = 0;
  const sent: number[] = [];
  for (const { channel, at } of facts.pressure) {
    if (cap.channels && !cap.channels.includes(channel)) continue;
    if (at === null) onTheirWay++;
    else if (Date.parse(at) > since) sent.push(Date.parse(at));
  }
  const limit = `${messages} in ${days} ${days === 1 ? 'day' : 'days'} (${cap.name})`;
  if (sent.length < messages) {
    if (sent.length + onTheirWay < messages) return null;
    return {
      ...{ defer: 'on_its_way', until: new Date(now.getTime() + onItsWayMs) },
      fact: `Another message to them is on its way, and would make it more than ${limit}.`,
    };
  }
  const fact = `Got ${sent.length} already, at most ${limit}.`;
  if (over === 'skip') return { skip: 'frequency_cap', fact };
  // Room comes when the oldest of the newest `messages` leaves the window.
  const last = sent.sort((a, b) => b - a)[messages - 1] ?? since;
  return { defer: 'frequency_cap', until: new Date(last + days * dayMs), fact };
}

const frequencyCap: Ask = (facts, rules, now) => {
  const waived = rules.waived.get('frequency_cap');
  if (waived) return { waived: `${waived} do not count.` };
  const caps = rules.of(facts.country).frequency_cap;
  if (caps.length === 0) return { passed: 'No frequency cap is set.' };
  const stops = caps.flatMap((cap) => overCap(cap, facts, now) ?? []);
  const [skip] = stops.filter((stop) => 'skip' in stop);
  const [last] = stops.flatMap((s) => ('defer' in s ? [s] : [])).sort((a, b) => b.until.getTime() - a.until.getTime());
  return (
    skip ??
    last ?? { passed: `Below ${caps.length === 1 ? 'the cap' : 'all caps'} (${caps.map((c) => c.name).join(', ')}).` }
  );
};

const capacity: Ask = ({ capacity: full }, rules) => {
  const waived = rules.waived.get('capacity');
  if (waived) return { waived: `${waived} do not wait for room.` };
  if (full)
    return { defer: 'capacity', until: new Date(full.freesAt), fact: `${full.name} is used up until ${full.freesAt}.` };
  return {
    passed: rules.capacities.length ? 'There is room; it is counted when it is handed over.' : 'No limit is set.',
  };
};

const checks: readonly (readonly [GateRule, Ask])[] = [
  ['contact', contact],
  ['do_not_contact', doNotContact],
  ['consent', consent],
  ['suppression', suppression],
  ['window', chatWindow],
  ['legal_profile', legalProfile],
  ['quiet_hours', quietHours],
  ['frequency_cap', frequencyCap],
  ['capacity', capacity],
];

const checksElsewhere = checks.filter(([rule]) => rule !== 'window');
const checksOf = ({ asking }: GateRules) => (asking.channel === 'whatsapp' ? checks : checksElsewhere);

function stepsOf(facts: GateFacts, rules: GateRules, now: Date): GateStep[] {
  const steps: GateStep[] = [];
  let stopped = false;
  for (const [rule, ask] of checksOf(rules)) {
    const answer = stopped ? null : ask(facts, rules, now);
    if (!answer) steps.push({ rule, result: 'not_asked', fact: '' });
    else if ('passed' in answer) {
      const { passed } = answer;
      steps.push({ rule, result: 'passed', fact: typeof passed === 'string' ? passed : passed() });
    } else if ('waived' in answer) steps.push({ rule, result: 'waived', fact: answer.waived });
    else {
      stopped = true;
      steps.push({ rule, result: 'skip' in answer ? 'stops' : 'defers', fact: answer.fact });
    }
  }
  return steps;
}

/** A verdict whose steps are told on demand: a million recipients are judged for each one that is explained. */
class Decided {
  constructor(
    readonly decision: Verdict['decision'],
    readonly rule: Verdict['rule'],
    readonly reason: Verdict['reason'],
    readonly until: Date | undefined,
    private readonly asked: readonly [GateFacts, GateRules, Date],
  ) {}

  get steps(): GateStep[] {
    return stepsOf(...this.asked);
  }
}

/**
 * May this message go to this person now? Pure; every sender asks it, when a message is planned and again when it is handed
 * over. The first rule that stops decides; the rules after it are not asked.
 */
export function decide(facts: GateFacts, rules: GateRules, now: Date): Verdict {
  const asked = [facts, rules, now] as const;
  for (const [rule, ask] of checksOf(rules)) {
    const answer = ask(facts, rules, now);
    if ('skip' in answer) return new Decided('skip', rule, answer.skip, undefined, asked) as Verdict;
    if ('defer' in answer) return new Decided('defer', rule, answer.defer, answer.until, asked) as Verdict;
  }
  return new Decided('send', 'passed', 'passed', undefined, asked) as Verdict;
}

/** As kept with the message: what passed is told by its rule alone; what stopped keeps the steps that were asked, since somebody will ask why. */
export const storedVerdict = (verdict: Verdict): string | null =>
  verdict.decision === 'send'
    ? null
    : JSON.stringify({ steps: verdict.steps.filter(({ result }) => result !== 'not_asked') });
