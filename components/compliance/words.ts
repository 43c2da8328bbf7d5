import type { ClosedHours, Condition, RuleAction, SendingRule } from '@/lib/compliance/schema';
import { installation, isByMailboxes, type CapacityScope, type Waivable } from '@/lib/compliance/vocabulary';
import { consentSourceWords, type Purpose } from '@/lib/contacts/vocabulary';
import type { GateSource } from '@/lib/pipeline/vocabulary';
import { channelWords } from '@/lib/sending/vocabulary';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const list = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

const hours = ({ from, to, days }: ClosedHours) =>
  `from ${from} to ${to}${days?.length ? `, and all ${list(days.map((day) => weekdays[day] ?? ''))}` : ''}`;

const units: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];
/** 86,400 → "a day", 7,200 → "2 hours". */
export function span(seconds: number): string {
  const [size, unit] = units.find(([each]) => seconds % each === 0) ?? [1, 'second'];
  const count = seconds / size;
  return count === 1 ? `${unit === 'hour' ? 'an' : 'a'} ${unit}` : `${count} ${unit}s`;
}

type CapacityAction = Extract<RuleAction, { type: 'capacity' }>['action'];
const scopes: Record<CapacityScope, string> = {
  organisation: 'for the whole organisation',
  sender: 'for each sender',
  recipient_provider: 'to each provider of mailboxes',
  provider: 'by each provider that they leave by',
  provider_and_recipient_provider: 'by each provider that they leave by, to each provider of mailboxes',
};

/** Of the installation's own rules, which organisations share. */
const sharedScopes: Partial<Record<CapacityScope, string>> = {
  provider: 'by the mail server of this installation, of all its organisations together',
  provider_and_recipient_provider:
    'by the mail server of this installation, of all its organisations together, to each provider of mailboxes',
};

/** Names of the organisation's providers, by id. */
export type ProviderNames = Readonly<Record<string, string>>;

function scopeWords({ per, provider }: CapacityAction, builtIn: boolean, names: ProviderNames): string {
  if (builtIn && sharedScopes[per]) return sharedScopes[per];
  if (!provider) return scopes[per];
  const which =
    provider === installation
      ? 'the mail server of this installation'
      : (names[provider] ?? 'a provider that was deleted');
  return `by ${which}${isByMailboxes(per) ? `, ${scopes.recipient_provider}` : ''}`;
}

function othersWords({ per, domains = [], others }: CapacityAction): string {
  if (!isByMailboxes(per)) return '';
  const named = domains.length > 6 ? `${domains.length} domains` : list(domains);
  return ` (Gmail, Outlook, Yahoo, Apple, GMX, Proton)${named ? ` and to ${named}` : ''}${others === 'free' ? '; others are not counted' : ', and to all others together'}`;
}

const waivedWords: Record<Waivable, string> = {
  ...{ consent: 'consent', legal_profile: 'laws on advertising', unsubscribe: 'an unsubscription' },
  ...{ quiet_hours: 'quiet hours', frequency_cap: 'frequency caps', capacity: 'capacity' },
};

const purposeWords: Record<Purpose, string> = { marketing: 'marketing', service: 'service messages' };
const sourceWords: Record<GateSource, string> = {
  ...{ campaign: 'campaigns', inbox: 'answers from the inbox', consent: 'requests to confirm a consent' },
  ...{ workflow: 'workflows', sequence: 'sequences', collection: 'collections' },
  test: 'tests to members',
};
const regions = new Intl.DisplayNames(['en'], { type: 'region' });
/** "GB" → "the United Kingdom"; a code that nobody gave to a country stays. */
export function countryName(code: string): string {
  const name = regions.of(code) ?? code;
  return /^(United|Netherlands|Philippines|Bahamas|Czech Rep|Dominican)/.test(name) ? `the ${name}` : name;
}

/** The day from which a law holds: "31 Oct 2003". */
export const lawDay = (at: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' }).format(Date.parse(at));

/** What a rule does, as a sentence. */
export function ruleSentence({ rule, builtIn }: SendingRule, names: ProviderNames = {}): string {
  const { type, action } = rule;
  switch (type) {
    case 'bypass':
      return `Not held back by ${list(action.waives.map((what) => waivedWords[what]))}. Bounced and complaining addresses, and who asked not to be contacted, stay closed.`;
    case 'consent':
      return 'Who was never asked may be written to until they object, where the law allows it.';
    case 'double_opt_in':
      return `A consent by ${list(action.sources.map((source) => consentSourceWords[source]))} counts once the person has confirmed it.`;
    case 'legal_profile':
      return [
        action.consent ? 'Nobody is written to without consent.' : '',
        action.consentMaxDays ? `A consent counts for ${action.consentMaxDays} days.` : '',
        action.hours ? `Nothing goes out ${hours(action.hours)}.` : '',
        `${action.law}.`,
      ]
        .filter(Boolean)
        .join(' ');
    case 'quiet_hours':
      return `Nothing goes out ${hours(action)}, on the clock of the contact. It waits.`;
    case 'frequency_cap':
      return `At most ${action.messages} to a person in ${span(action.days * 86_400)}. What would be more ${action.over === 'skip' ? 'is left out' : 'waits'}.`;
    case 'capacity':
      return `At most ${action.messages.toLocaleString('en')} in ${span(action.seconds)} ${scopeWords(action, builtIn, names)}${othersWords(action)}. What is more waits for the next ${span(action.seconds).replace(/^an? /, '')}.`;
  }
}

/** To which messages a rule applies, as a sentence; empty for all. */
export function conditionWords({ channels, purposes, sources, countries }: Condition): string {
  const what = [
    purposes ? list(purposes.map((each) => purposeWords[each])) : '',
    sources ? list(sources.map((each) => sourceWords[each])) : '',
  ].filter(Boolean);
  const by = channels ? ` by ${list(channels.map((each) => channelWords[each]))}` : '';
  const to = countries
    ? ` to people in ${countries.length > 6 ? `${countries.length} countries` : list(countries.map(countryName))}`
    : '';
  if (what.length === 0 && !by && !to) return '';
  return `For ${what.length > 0 ? what.join(', ') : 'everything'}${by}${to}.`;
}
