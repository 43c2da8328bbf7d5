import { cancelledWords } from '@/lib/campaigns/vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';
import { saidNotSent } from '@/lib/pipeline/vocabulary';
import type { Tone } from '../ui/badge';
import { serverOf } from './silence-words';

/** Why somebody was not sent to: the rule that asked, and the reason in words. */
export const reasonWords: Record<string, { rule: string; text: string }> = {
  no_address: { rule: 'Contact', text: 'No address on this channel' },
  archived: { rule: 'Contact', text: 'The contact is archived' },
  duplicate_address: { rule: 'Duplicate', text: 'Same address as another recipient' },
  do_not_contact: { rule: 'Do not contact', text: 'Asked not to be contacted' },
  no_consent: { rule: 'Consent', text: 'No consent to messages of this kind' },
  consent_withdrawn: { rule: 'Consent', text: 'Refused, or consent was withdrawn' },
  topic_withdrawn: { rule: 'Consent', text: 'Left the topic of this campaign' },
  not_confirmed: { rule: 'Consent', text: 'Consent is not confirmed yet' },
  suppressed_bounce: { rule: 'Suppression', text: 'The address or number is gone' },
  suppressed_soft_bounce: { rule: 'Suppression', text: 'Messages came back several times in a row' },
  suppressed_complaint: { rule: 'Suppression', text: 'Complained before' },
  suppressed_unsubscribe: { rule: 'Suppression', text: 'Unsubscribed' },
  suppressed_manual: { rule: 'Suppression', text: 'Suppressed by hand' },
  window_closed: { rule: 'WhatsApp window', text: 'Did not write within 24 hours, and this is no approved template' },
  legal_consent: { rule: 'Legal profile', text: 'The law of their country asks for a consent' },
  consent_expired: { rule: 'Legal profile', text: 'The consent is too old' },
  legal_hours: { rule: 'Legal profile', text: 'The law allows nothing at this hour' },
  quiet_hours: { rule: 'Quiet hours', text: 'Quiet hours where they are' },
  frequency_cap: { rule: 'Frequency cap', text: 'Got as much as the cap allows' },
  on_its_way: { rule: 'Frequency cap', text: 'Another message to them is on its way' },
  capacity: { rule: 'Capacity', text: 'The capacity is used up for now' },
  control_group: { rule: 'Control group', text: 'Kept apart to compare with' },
  global_control_group: { rule: 'Control group', text: 'In the organisation’s control group' },
  cancelled: { rule: 'Campaign', text: cancelledWords },
};

/** The order in which the gate asks; what lies outside it comes last. */
const order = Object.keys(reasonWords);
export const byGate = (a: string, b: string): number => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99);

export const isGateReason = (code: string): boolean => code in reasonWords;

/** `waits`: what is said while it is still tried. */
interface Failure {
  rule: string;
  text: string;
  waits?: string;
}

const putOff = 'Put off by the {server}; it is tried again';
const refused = 'Refused by the {server}';

// What mail servers mean by their codes (RFC 3463, RFC 5321); the first that fits. Providers are loose with them, so the
// code itself is shown as well. `{server}` is who we hand over to; whose server stands behind that is not known.
const failureWords: ReadonlyArray<readonly [RegExp, Failure]> = [
  [/^compose$/, { rule: 'Template', text: 'The template could not be filled for them' }],
  [
    /^not_handed_over$/,
    {
      rule: 'Delivery',
      text: 'Its worker ended before it was sent',
      waits: 'No provider took it over yet; it is tried again',
    },
  ],
  [/^said_not_sent$/, { rule: 'By hand', text: 'Somebody found out that it was not sent' }],
  [/^[45]\.1\.[1236]$|^55[013]$|^mailbox$/, { rule: 'Mailbox', text: 'No such mailbox, or it takes no mail' }],
  [/^[45]\.2\.2$/, { rule: 'Mailbox', text: 'The mailbox is full' }],
  [
    /^4\.2\.[01]$/,
    {
      rule: 'Mailbox',
      text: 'The mailbox took no mail until the tries ran out',
      waits: 'The mailbox takes no mail for now; it is tried again',
    },
  ],
  [
    /^[45]\.2\.(?!3$)/,
    {
      rule: 'Mailbox',
      text: 'The mailbox is closed or takes no mail',
      waits: 'The mailbox takes no mail for now; it is tried again',
    },
  ],
  [
    /^[45]\.4\.|^[45]\.1\.10$|^556$|^521$|^domain$/,
    {
      rule: 'Domain',
      text: 'The domain takes no mail, or was not reached',
      waits: 'The domain was not reached; it is tried again',
    },
  ],
  [
    /^454$/,
    {
      rule: 'Sign-in',
      text: 'Our sign-in was not checked until the tries ran out',
      waits: 'The {server} could not check our sign-in; it is tried again',
    },
  ],
  [
    /^[45]\.7\.(?:8|9|11|14)$|^53[0458]$|^auth$/,
    { rule: 'Sign-in', text: 'The {server} refused our sign-in', waits: 'The {server} refuses our sign-in' },
  ],
  [/^settings$/, { rule: 'Provider', text: 'The settings of the {server} allow no request' }],
  [
    /^[45]\.5\.3$|^4\.3\.2$|^4\.7\.(?:28|3\d|4\d)$|^4(?:21|52)$|^throttle$/,
    {
      rule: 'Rate',
      text: 'Slowed down until the tries ran out',
      waits: 'Slowed down by the {server}; it is tried again',
    },
  ],
  [
    /^4\.7\.|^450$/,
    {
      rule: 'Put off',
      text: 'Put off by the {server} until the tries ran out',
      waits: 'Put off by the {server}, as greylisting does; it is tried again',
    },
  ],
  [/^5\.7\.|^554$|^policy$/, { rule: 'Policy', text: 'Refused by a rule of the {server}' }],
  [
    /^[45]\.6\.|^[45]\.3\.4$|^[45]\.2\.3$|^552$|^content$/,
    { rule: 'Content', text: 'The content or size was refused' },
  ],
  [/^4\.|^451$/, { rule: 'Put off', text: 'Put off by the {server} until the tries ran out', waits: putOff }],
  [/^5\./, { rule: 'Delivery', text: refused }],
];
const wordsOf = (code: string): Failure | undefined =>
  reasonWords[code] ?? failureWords.find(([pattern]) => pattern.test(code))?.[1];

/** What a consent is to, by the channel that it holds for. */
const consentTo: Record<Channel, string> = {
  email: 'email',
  sms: 'SMS messages',
  whatsapp: 'WhatsApp messages',
  push: 'notifications',
  webhook: 'messages by webhook',
};

/** What bounced for good, where the channel tells. */
const goneBy: Partial<Record<string, string>> = {
  ...{ email: 'The address is gone', sms: 'The number is gone', whatsapp: 'The number is gone' },
};

const forServer = (text: string, channel: string): string => text.replace('{server}', serverOf(channel as Channel));

/** A reason or an error code in words, for a message of this channel; a code without words is shown as it is. */
export function reasonText(code: string, channel: string): string {
  if (code === 'no_consent' && channel in consentTo) return `No consent to ${consentTo[channel as Channel]}`;
  const gone = code === 'suppressed_bounce' ? goneBy[channel] : undefined;
  return gone ?? forServer(wordsOf(code)?.text ?? code.replaceAll('_', ' '), channel);
}
export const ruleText = (code: string): string => wordsOf(code)?.rule ?? 'Delivery';

const withCode = (text: string, code: string): string =>
  /^\d/.test(code) && text !== code ? `${text} (${code})` : text;

/** The same with the server's own code behind it, where it gave one. */
export const failureText = (code: string, channel: string): string => withCode(reasonText(code, channel), code);

/** What somebody waits for: the gate's reason, or what the last try was answered. */
export function waitText(code: string, channel: string): string {
  const bare = /^\d|^other$/.test(code) && !wordsOf(code);
  const waits = wordsOf(code)?.waits ?? (bare ? putOff : null);
  return withCode(waits ? forServer(waits, channel) : reasonText(code, channel), code);
}

/** Why something failed that no server answered: what was told then is in our own words. */
const untold: readonly string[] = ['compose', saidNotSent];

/** What an answer means, to stand before the server's own words; null: no server answered. */
export function answerText(code: string, channel: string, waits: boolean): string | null {
  if (untold.includes(code) || isGateReason(code)) return null;
  const known = wordsOf(code);
  const text = known?.text ?? (waits ? putOff : refused);
  return forServer((waits ? known?.waits : null) ?? text, channel);
}

/** When people go on that wait for these: a refused sign-in alone is healed by no time. */
export const goWords = (codes: readonly string[]): string =>
  codes.every((code) => code === 'auth')
    ? 'they go once the sign-in works'
    : 'they go by themselves; their list says when';

type CampaignStatus = 'draft' | 'scheduled' | 'sending' | 'paused' | 'completed' | 'cancelled';
export const statusLooks: Record<CampaignStatus, { word: string; tone: Tone; dot?: boolean }> = {
  draft: { word: 'Draft', tone: 'quiet' },
  scheduled: { word: 'Scheduled', tone: 'accent' },
  sending: { word: 'Sending', tone: 'live', dot: true },
  paused: { word: 'Paused', tone: 'warn' },
  completed: { word: 'Completed', tone: 'good' },
  cancelled: { word: 'Cancelled', tone: 'quiet' },
};

export const eventWords: Record<string, string> = {
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicked',
  replied: 'Replied',
  unsubscribed: 'Unsubscribed',
  bounced: 'Bounced',
  complained: 'Complained',
  converted: 'Converted',
};

type Metric = 'opened' | 'clicked' | 'replied' | 'converted';
/** What a winner is chosen by: as a count of people, and as what is wanted most. */
export const metricWords: Record<Metric, { noun: string; most: string }> = {
  opened: { noun: 'Opened', most: 'Most opens' },
  clicked: { noun: 'Clicked', most: 'Most clicks' },
  replied: { noun: 'Replied', most: 'Most replies' },
  converted: { noun: 'Converted', most: 'Most conversions' },
};

/** Mailbox providers; the rest are firms, schools and people with domains of their own. */
export const providerWords = {
  gmail: 'Gmail',
  outlook: 'Outlook and Hotmail',
  yahoo: 'Yahoo and AOL',
  apple: 'iCloud',
  gmx: 'GMX and Web.de',
  proton: 'Proton',
  other: 'Other domains',
};
