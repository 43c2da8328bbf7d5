import type { Tone } from '../ui/badge';

/** Why somebody was not sent to: the rule that asked, and the reason in words. */
export const reasonWords: Record<string, { rule: string; text: string }> = {
  no_address: { rule: 'Contact', text: 'No email address' },
  archived: { rule: 'Contact', text: 'The contact is archived' },
  duplicate_address: { rule: 'Duplicate', text: 'Same address as another recipient' },
  no_consent: { rule: 'Consent', text: 'No consent to email' },
  consent_withdrawn: { rule: 'Consent', text: 'Consent was withdrawn' },
  suppressed_bounce: { rule: 'Suppression', text: 'The address bounced hard before' },
  suppressed_complaint: { rule: 'Suppression', text: 'Complained before' },
  suppressed_unsubscribe: { rule: 'Suppression', text: 'Unsubscribed' },
  suppressed_manual: { rule: 'Suppression', text: 'Suppressed by hand' },
  cancelled: { rule: 'Campaign', text: 'The campaign was cancelled before their turn' },
};

/** The order in which the gate asks; what lies outside it comes last. */
const order = Object.keys(reasonWords);
export const byGate = (a: string, b: string): number => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99);

/** A reason or an error code in words; a code without words is shown as it is. */
export const reasonText = (code: string): string => reasonWords[code]?.text ?? code.replaceAll('_', ' ');
export const ruleText = (code: string): string => reasonWords[code]?.rule ?? 'Delivery';

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
};
