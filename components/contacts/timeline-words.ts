import type { Tone } from '@/components/ui/badge';
import type { IconName } from '@/components/ui/icons';
import { cancelledWords, waitsFor, type Turns } from '@/lib/campaigns/vocabulary';
import { channels, type TimelineEvent, type TimelineKind } from '@/lib/contacts/vocabulary';
import { channelNames } from './channel-names';
import { formatMoney } from '@/components/ui/format';
import { contactLabels } from './contact-input';

export type TimelineItem = {
  id: string;
  type: string;
  title: string;
  details: Record<string, unknown>;
  sourceType: string | null;
  sourceId: string | null;
  actor: string | null;
  occurredAt: string;
};
/** What a line is about: a campaign with what decides when it hands over, an import, a thread. */
export type TimelineSource = { label: string; href?: string; turns?: Turns };
export type TimelineWords = {
  icon: IconName;
  lead: string;
  subject: boolean;
  note?: string | undefined;
  /** When its turn is, of what waits for one. */
  due?: string | undefined;
  badge?: { tone: Tone; word: string };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Why the gate stopped a message, as a sentence about the person. */
export const skipSentences: Record<string, string> = {
  no_address: 'There is no address on this channel.',
  archived: 'The contact was archived or deleted.',
  duplicate_address: 'Somebody with the same address gets it already.',
  do_not_contact: 'They asked not to be contacted on this channel.',
  no_consent: 'They never gave consent for marketing.',
  consent_withdrawn: 'They refused, or withdrew their consent.',
  topic_withdrawn: 'They left the topic of this message.',
  not_confirmed: 'They agreed, and have not confirmed it yet.',
  suppressed_bounce: 'The address or number is gone, and suppressed.',
  suppressed_soft_bounce: 'Messages to it came back several times in a row.',
  suppressed_complaint: 'They complained before, so the address is suppressed.',
  suppressed_unsubscribe: 'They unsubscribed.',
  suppressed_manual: 'The address is on the suppression list.',
  window_closed: 'They did not write by WhatsApp within 24 hours, and it is no approved template.',
  legal_consent: 'The law of their country asks for a consent first.',
  consent_expired: 'Their consent is too old to count.',
  frequency_cap: 'They got as much as the frequency cap allows.',
  cancelled: `${cancelledWords}.`,
};

/** Why the gate lets a message wait. */
export const deferSentences: Record<string, string> = {
  legal_hours: 'The law of their country allows no marketing at this hour.',
  quiet_hours: 'It is quiet hours where they are.',
  frequency_cap: 'They got as much as the frequency cap allows for now.',
  on_its_way: 'Another message to them is on its way, and counts against the frequency cap.',
  capacity: 'The capacity set under Sending rules is used up for now.',
};

type Details = Record<string, unknown>;
type Line = { title: string; details: Details; turns?: Turns | undefined; now?: string | undefined };

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** `attributes.class_year` → "class year". */
const fieldName = (field: string): string =>
  contactLabels[field]?.toLowerCase() ?? field.replace(/^attributes\./, '').replaceAll('_', ' ');

/** What a conversion was worth, where that was told. */
const amountOf = ({ value_minor: minor, currency }: Details): string | undefined =>
  typeof minor === 'number' && typeof currency === 'string' ? formatMoney(minor, currency) : undefined;

const byChannel = (channel: string): string =>
  channel === 'email' ? channel : (channelNames[channel as keyof typeof channelNames] ?? channel);

const consentTo = ({ details }: Line): string => {
  if (details['purpose'] === 'any') {
    // Staff close several at once, a STOP one.
    const named = details['channels'] === undefined ? [text(details['channel']) ?? ''] : list(details['channels']);
    return named.length === channels.length
      ? 'being contacted at all'
      : `anything by ${named.map(byChannel).join(', ')}`;
  }
  const channel = channelNames[(text(details['channel']) ?? 'email') as keyof typeof channelNames] ?? 'email';
  const topic = text(details['topic']);
  return `${topic ? `the topic "${topic}"` : (text(details['purpose']) ?? 'marketing')} by ${channel === 'Email' ? 'email' : channel}`;
};
const tagsOf = ({ details }: Line): string =>
  [...list(details['added']).map((tag) => `+ ${tag}`), ...list(details['removed']).map((tag) => `− ${tag}`)].join(', ');

const waiting: TimelineWords = {
  icon: 'hourglass',
  lead: 'Waits to be sent:',
  subject: true,
  badge: { tone: 'live', word: 'In progress' },
};

/** When it is due, as long as that is to come. */
function dueIn({ details, now = '' }: Line): string | undefined {
  const due = Date.parse(text(details['dueAt']) ?? '');
  return due > Date.parse(now) ? new Date(due).toISOString() : undefined;
}

/** Who is in line, and what for, as the campaign's list of recipients says it. */
function inLine(state: 'planned' | 'queued', line: Line): TimelineWords {
  const { turns } = line;
  if (!turns) return state === 'planned' ? { ...waiting, lead: 'Waits for the winner:' } : waiting;
  const due = state === 'queued' ? dueIn(line) : undefined;
  const note = waitsFor({ state, dueAt: due ?? null }, turns) ?? undefined;
  return { ...waiting, note, due: turns.status === 'paused' ? undefined : due };
}

const words: Record<TimelineEvent, (line: Line) => TimelineWords> = {
  'message.planned': (line) => inLine('planned', line),
  'message.queued': (line) => inLine('queued', line),
  'message.sending': () => waiting,
  'message.sent': () => ({ icon: 'send', lead: 'Sent:', subject: true }),
  'message.accepted': () => ({ icon: 'send', lead: 'Taken by the provider:', subject: true }),
  'message.delivered': () => ({ icon: 'mail', lead: 'Delivered:', subject: true }),
  'message.opened': ({ details }) =>
    details['machine']
      ? { icon: 'bot', lead: 'Machine open of', subject: true, note: 'Not counted as an open.' }
      : { icon: 'eye', lead: 'Opened', subject: true },
  'message.clicked': ({ details }) => ({
    icon: details['machine'] ? 'bot' : 'mouse-pointer-click',
    lead: details['machine'] ? 'Machine click in' : 'Clicked in',
    subject: true,
    note: text(details['url']),
  }),
  'message.converted': ({ details }) => ({
    icon: 'circle-check',
    lead: 'Did what it was for:',
    subject: true,
    note: amountOf(details),
  }),
  'message.replied': () => ({ icon: 'reply', lead: 'Replied to', subject: true }),
  'message.auto_replied': () => ({ icon: 'reply', lead: 'Automatic answer to', subject: true }),
  'message.unsubscribed': () => ({ icon: 'ban', lead: 'Unsubscribed from', subject: true }),
  'message.bounced': ({ details }) => ({
    icon: 'triangle-alert',
    lead: 'Bounced:',
    subject: true,
    note: text(details['diagnostic']) ?? text(details['error']),
  }),
  'message.complained': () => ({ icon: 'shield-alert', lead: 'Complained about', subject: true }),
  'message.skipped': ({ details }) => ({
    icon: 'ban',
    lead: 'Not sent:',
    subject: true,
    note: skipSentences[text(details['reason']) ?? ''] ?? text(details['reason']),
    badge: { tone: 'quiet', word: 'Skipped' },
  }),
  'message.failed': ({ details }) => ({
    icon: 'x',
    lead: 'Not sent:',
    subject: true,
    note: text(details['error']),
    badge: { tone: 'bad', word: 'Failed' },
  }),
  'message.deferred': (line) => ({
    icon: 'clock',
    lead: 'Waits:',
    subject: true,
    note: text(line.details['error']) ?? deferSentences[text(line.details['reason']) ?? ''],
    due: dueIn(line),
    badge: { tone: 'warn', word: 'Deferred' },
  }),
  'message.uncertain': () => ({
    icon: 'circle-question-mark',
    lead: 'Perhaps sent:',
    subject: true,
    note: 'Not sent again; it settles when the provider reports, or you decide.',
    badge: { tone: 'unsure', word: 'Uncertain' },
  }),
  'inbox.message_received': ({ title }) => ({ icon: 'mail-open', lead: 'They wrote in', subject: true, note: title }),
  'inbox.message_sent': ({ title }) => ({ icon: 'reply', lead: 'Answered in', subject: true, note: title }),
  'consent.granted': (line) => ({ icon: 'shield-check', lead: `Agreed to ${consentTo(line)}`, subject: false }),
  'consent.withdrawn': (line) => ({ icon: 'shield-alert', lead: `Withdrew ${consentTo(line)}`, subject: false }),
  'contact.created': ({ title }) => ({
    icon: title === 'Imported' ? 'upload' : 'plus',
    lead: title === 'Imported' ? 'Imported' : 'Added',
    subject: false,
  }),
  'contact.updated': ({ details }) => ({
    icon: 'pencil',
    lead: 'Details changed',
    subject: false,
    note: list(details['fields']).map(fieldName).join(', '),
  }),
  'contact.tags_changed': (line) => ({ icon: 'tag', lead: 'Tags changed', subject: false, note: tagsOf(line) }),
  'contact.archived': () => ({ icon: 'inbox', lead: 'Archived', subject: false }),
  'contact.activated': () => ({ icon: 'rotate-ccw', lead: 'Made active again', subject: false }),
  'contact.deleted': () => ({ icon: 'trash-2', lead: 'Deleted', subject: false }),
  'contact.restored': () => ({ icon: 'rotate-ccw', lead: 'Brought back', subject: false }),
};

const isKnown = (type: string): type is TimelineEvent => Object.hasOwn(words, type);

/** Icon and words of one line of the timeline; a kind that only a newer version knows is told by its stored title. */
export function timelineWords(
  { type, title, details }: TimelineItem,
  { turns }: Partial<TimelineSource> = {},
  now?: string,
): TimelineWords {
  if (!isKnown(type)) return { icon: 'history', lead: title, subject: false };
  return words[type]({ title, details, turns, now });
}

/** What a line is about when its name is not looked up. */
export const sourceLabels: Record<string, string> = {
  campaign: 'a campaign',
  import: 'the import',
  inbox_thread: 'the conversation',
  inbox: 'an answer from the inbox',
};

/** A line of the timeline as one sentence, for lists that have no room for links. */
export function timelineSentence(
  item: TimelineItem,
  source?: TimelineSource,
  now?: string,
): { text: string; note?: string | undefined } {
  const { lead, subject, note } = timelineWords(item, source, now);
  const label = source?.label ?? sourceLabels[item.sourceType ?? ''] ?? 'a message';
  return { text: subject ? `${lead} ${label}` : lead, note };
}

export const kindLabels: Record<TimelineKind, string> = {
  messages: 'Messages',
  engagement: 'Opens and clicks',
  conversation: 'Conversation',
  consents: 'Consents',
  changes: 'Changes',
};
