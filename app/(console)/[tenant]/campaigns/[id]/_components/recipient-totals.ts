import type { Outcome } from '@/components/outcome/outcomes';
import { undecidedOf, type Campaign, type events } from '@/lib/campaigns/schema';
import { saidNotSent } from '@/lib/campaigns/vocabulary';

interface Listed {
  outcome?: Outcome | undefined;
  reason?: string | undefined;
  event?: (typeof events)[number] | undefined;
  undecided?: 'true' | undefined;
}
type Counted = Pick<Campaign, 'totals' | 'failedBy' | 'skippedBy' | 'deferredBy'>;

/** How many failed ones, all or with this reason, wait for a decision. By reason discarded ones are not told apart: undefined while there are any. */
export function undecidedTotal(campaign: Counted, reason: string | undefined): number | undefined {
  if (!reason) return undecidedOf(campaign);
  if (reason === saidNotSent) return 0;
  return campaign.totals.discarded > 0 ? undefined : campaign.failedBy[reason];
}

/** How many a list has by these filters; undefined: that is not known. */
export function listedTotal(campaign: Counted, { outcome, reason, event, undecided }: Listed): number | undefined {
  const { totals, failedBy, skippedBy, deferredBy } = campaign;
  if (event) return outcome || reason || event === 'converted' ? undefined : totals[event];
  // Who bounced is not in this list, and not told apart among the failed.
  if (undecided) return totals.bounced > 0 ? undefined : undecidedTotal(campaign, reason);
  if (reason) return (outcome === 'deferred' ? deferredBy : { ...failedBy, ...skippedBy })[reason];
  return totals[outcome ?? 'planned'];
}
