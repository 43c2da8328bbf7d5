import type { Tone } from '@/components/ui/badge';
import type { IconName } from '@/components/ui/icons';

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
export type TimelineWords = {
  icon: IconName;
  lead: string;
  subject: boolean;
  note?: string | undefined;
  badge?: { tone: Tone; word: string };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Why the gate stopped a message, as a sentence about the person. */
export const skipSentences: Record<string, string> = {
  no_address: 'There is no address on this channel.',
  archived: 'The contact was archived.',
  duplicate_address: 'Somebody with the same address gets it already.',
  no_consent: 'They never gave consent for marketing.',
  consent_withdrawn: 'They withdrew their consent.',
  suppressed_bounce: 'The address bounced before and is suppressed.',
  suppressed_complaint: 'They complained before, so the address is suppressed.',
  suppressed_unsubscribe: 'They unsubscribed.',
  suppressed_manual: 'The address is on the suppression list.',
  cancelled: 'The campaign was cancelled before their turn.',
};

const message: Record<string, (details: Record<string, unknown>) => TimelineWords> = {
  sent: () => ({ icon: 'send', lead: 'Sent:', subject: true }),
  delivered: () => ({ icon: 'mail', lead: 'Delivered:', subject: true }),
  opened: (d) =>
    d['machine']
      ? { icon: 'bot', lead: 'Machine open of', subject: true, note: 'Not counted as an open.' }
      : { icon: 'eye', lead: 'Opened', subject: true },
  clicked: (d) => ({
    icon: d['machine'] ? 'bot' : 'mouse-pointer-click',
    lead: d['machine'] ? 'Machine click in' : 'Clicked in',
    subject: true,
    note: text(d['url']),
  }),
  replied: () => ({ icon: 'reply', lead: 'Replied to', subject: true }),
  auto_replied: () => ({ icon: 'reply', lead: 'Automatic answer to', subject: true }),
  unsubscribed: () => ({ icon: 'ban', lead: 'Unsubscribed from', subject: true }),
  bounced: (d) => ({
    icon: 'triangle-alert',
    lead: 'Bounced:',
    subject: true,
    note: text(d['diagnostic']) ?? text(d['error']),
  }),
  complained: () => ({ icon: 'shield-alert', lead: 'Complained about', subject: true }),
  skipped: (d) => ({
    icon: 'ban',
    lead: 'Not sent:',
    subject: true,
    note: skipSentences[text(d['reason']) ?? ''] ?? text(d['reason']),
    badge: { tone: 'quiet', word: 'Skipped' },
  }),
  failed: (d) => ({
    icon: 'x',
    lead: 'Not sent:',
    subject: true,
    note: text(d['error']),
    badge: { tone: 'bad', word: 'Failed' },
  }),
  deferred: (d) => ({
    icon: 'clock',
    lead: 'Waits:',
    subject: true,
    note: text(d['error']),
    badge: { tone: 'warn', word: 'Deferred' },
  }),
  uncertain: () => ({
    icon: 'circle-question-mark',
    lead: 'Perhaps sent:',
    subject: true,
    note: 'Not sent again; it settles when the provider reports, or you decide.',
    badge: { tone: 'unsure', word: 'Uncertain' },
  }),
};
const waiting: TimelineWords = {
  icon: 'hourglass',
  lead: 'Waits to be sent:',
  subject: true,
  badge: { tone: 'live', word: 'In progress' },
};

const own: Record<string, IconName> = {
  'contact.created': 'plus',
  'contact.imported': 'upload',
  'contact.deleted': 'trash-2',
  'consent.granted': 'shield-check',
  'consent.withdrawn': 'shield-alert',
};

/** Icon and words of one line of the timeline. */
export function timelineWords({ type, title, details }: TimelineItem): TimelineWords {
  if (type.startsWith('message.')) return message[type.slice('message.'.length)]?.(details) ?? waiting;
  const note = type.startsWith('consent.')
    ? [details['purpose'], details['channel']].map(text).filter(Boolean).join(' by ')
    : undefined;
  return { icon: own[type] ?? 'history', lead: title, subject: false, note };
}
