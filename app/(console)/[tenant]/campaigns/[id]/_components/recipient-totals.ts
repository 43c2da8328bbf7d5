import type { Outcome } from '@/components/outcome/outcomes';
import { undecidedOf, type Campaign, type events, type Recipient } from '@/lib/campaigns/schema';
import { saidNotSent } from '@/lib/pipeline/vocabulary';

interface Listed {
  outcome?: Outcome | undefined;
  reason?: string | undefined;
  event?: (typeof events)[number] | undefined;
  undecided?: 'true' | undefined;
}
type Counted = Pick<Campaign, 'totals' | 'failedBy' | 'skippedBy' | 'deferredBy'>;

/** Whether something can be done with a row: nobody decided about it yet. */
export const isUndecided = ({ discarded, reason }: Pick<Recipient, 'discarded' | 'reason'>): boolean =>
  discarded === null && reason !== saidNotSent;

/**
 * How many failed ones of a list can be decided about as a whole. Undefined: not known, as by reason discarded ones are not told apart.
 * Null: not as a whole, as who bounced would be meant too, and is not in the list of those to decide about.
 */
export function undecidedTotal(
  campaign: Counted,
  { reason, undecided }: Pick<Listed, 'reason' | 'undecided'>,
): number | null | undefined {
  if (undecided && campaign.totals.bounced > 0) return null;
  if (!reason) return undecidedOf(campaign);
  if (reason === saidNotSent) return 0;
  return campaign.totals.discarded > 0 ? undefined : campaign.failedBy[reason];
}

/** How many a list has by these filters; undefined: that is not known. */
export function listedTotal(campaign: Counted, { outcome, reason, event, undecided }: Listed): number | undefined {
  const { totals, failedBy, skippedBy, deferredBy } = campaign;
  if (event) return outcome || reason || event === 'converted' ? undefined : totals[event];
  if (undecided) return undecidedTotal(campaign, { reason, undecided }) ?? undefined;
  if (reason) return (outcome === 'deferred' ? deferredBy : { ...failedBy, ...skippedBy })[reason];
  return totals[outcome ?? 'planned'];
}
