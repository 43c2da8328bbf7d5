export const campaignStatuses = ['draft', 'scheduled', 'sending', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof campaignStatuses)[number];
/** Where failed messages can be tried again; in the others nothing more is sent. */
export const retriedIn: readonly CampaignStatus[] = ['sending', 'paused', 'completed'];

/** Why somebody gets nothing of a campaign that was cancelled. */
export const cancelledWords = 'The campaign was cancelled before their turn';

/** Of who counts as sent to, and got nothing. */
export const caughtWords = 'Caught by the sandbox.';

/** What decides when a campaign hands over what no rule lets wait. */
export interface Turns {
  status: CampaignStatus;
  options: { perHour: number | null; sendLocal: boolean; decidedAt: string | null };
}

/** What somebody waits for whom neither a rule nor a server lets wait, as a sentence; null: nobody waits, or it goes out now. */
export function waitsFor(
  { state, dueAt }: { state: string; dueAt: string | null },
  { status, options }: Turns,
): string | null {
  const { perHour, sendLocal, decidedAt } = options;
  if (state === 'planned' && !decidedAt) return 'Waits for the winner to be chosen.';
  if (state !== 'planned' && state !== 'queued') return null;
  if (status === 'paused') return 'Waits until the campaign is resumed.';
  if (state === 'planned') return 'Gets the winner next: it is chosen.';
  if (!dueAt) return null;
  const turn = sendLocal ? 'Waits for the campaign’s hour on their own clock' : 'Waits for its turn';
  return perHour ? `${turn}, at most ${perHour.toLocaleString('en')} an hour.` : `${turn}.`;
}

/** What people do that a winner can be chosen by; each is counted by people, never by machines. */
export const winnerMetrics = ['opened', 'clicked', 'replied', 'converted'] as const;
export type WinnerMetric = (typeof winnerMetrics)[number];

/** What happens at the set time when the variants cannot be told apart: the one in front, the first, or nobody until a person chooses. */
export const unclearRules = ['leader', 'first', 'wait'] as const;
export type UnclearRule = (typeof unclearRules)[number];

/** Whose local hour is over already gets it at once, or at that hour of the next day. */
export const localPastRules = ['now', 'next_day'] as const;
export type LocalPastRule = (typeof localPastRules)[number];

export const mostVariants = 8;

/** Why a link of a campaign was not checked. */
export const uncheckedReasons = ['private', 'differs', 'own', 'limit'] as const;
export type UncheckedReason = (typeof uncheckedReasons)[number];

/** Fields of a campaign that can keep it from being sent. */
export const blockedFields = ['segmentIds', 'templateId', 'variants', 'senderId', 'channel'] as const;
export type BlockedField = (typeof blockedFields)[number];

/** Parts of the settings in which a problem of a campaign is mended. */
export const problemPlaces = ['senders', 'keys', 'providers'] as const;
export type ProblemPlace = (typeof problemPlaces)[number];

/** A campaign whose messages change is counted again within so many milliseconds, unless it is very large. */
export const recountedWithinMs = 10_000;

/** More messages that wait for a silent server are not counted. */
export const mostWaiting = 10_000;

const heard: Record<string, readonly string[]> = {
  email: ['opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'converted'],
  sms: ['clicked', 'replied', 'unsubscribed', 'bounced', 'converted'],
  whatsapp: ['opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'converted'],
  push: ['clicked', 'unsubscribed', 'converted'],
  webhook: ['unsubscribed', 'bounced', 'complained', 'converted'],
};

/** Whether such an event can come back of a message of this channel. Who clicks has opened it: that alone is no count of openings. */
export const comesBack = (channel: string, event: string): boolean => heard[channel]?.includes(event) ?? true;

/** Where words that were changed in a pause are mended: in the template, and in a variant's own subject where one has any. */
export const mendWords = (variants: readonly { subject: string | null }[]): string =>
  variants.some(({ subject }) => subject !== null)
    ? 'change the variant’s own subject under Edit, or mend the template and take its newest version there'
    : 'mend the template and take its newest version under Edit';
