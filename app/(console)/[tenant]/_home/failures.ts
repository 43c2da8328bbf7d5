import { formatNumber } from '@/components/ui/format';
import { countToDecide } from '@/lib/campaigns';
import { undecidedOf, type Campaign, type FailedCounts } from '@/lib/campaigns/schema';
import { retriedIn } from '@/lib/campaigns/vocabulary';
import type { Ctx } from '@/lib/platform/context';

type Counted = Pick<Campaign, 'totals' | 'failedBy'>;

/** Of a campaign of which nobody bounced: its last recount tells. */
const recounted = (campaign: Counted): FailedCounts => ({
  failed: campaign.totals.failed,
  bounced: 0,
  toDecide: undecidedOf(campaign),
  isCut: false,
});

/** Where not all were looked at, no fewer wait than are left if all who bounced are among the undecided. */
export const atLeast = (campaign: Counted, counts: FailedCounts): FailedCounts =>
  counts.isCut
    ? { ...counts, toDecide: Math.max(counts.toDecide, undecidedOf(campaign) - campaign.totals.bounced) }
    : counts;

/** What failed, by campaign; only where some bounced are those to decide about told apart in the messages themselves. */
export async function failuresToDecide(ctx: Ctx, campaigns: readonly Campaign[]): Promise<Map<string, FailedCounts>> {
  const open = campaigns.filter((each) => undecidedOf(each) > 0);
  const mixed = open.filter(({ totals }) => totals.bounced > 0);
  const read = mixed.length > 0 ? await countToDecide(ctx, { ids: mixed.map(({ id }) => id) }) : [];
  const counts = new Map(read.map(({ id, ...each }) => [id, each]));
  return new Map(
    open.flatMap((each): [string, FailedCounts][] => {
      if (!mixed.includes(each)) return [[each.id, recounted(each)]];
      const counted = counts.get(each.id);
      return counted ? [[each.id, atLeast(each, counted)]] : [];
    }),
  );
}

/** Whom a decision is not asked for, beside those for whom it is. */
function alsoFailed({ failed, bounced, toDecide, isCut }: FailedCounts): string {
  if (isCut || toDecide === failed) return '';
  const gone = bounced > 0 ? `, ${formatNumber(bounced)} because the mailbox or number is gone` : '';
  return `Of ${formatNumber(failed)} that failed${gone}. `;
}

/** How many failed messages of this campaign wait for a decision, and which there are; null: none. */
export function failureWords(
  { name, status }: Pick<Campaign, 'name' | 'status'>,
  counts: FailedCounts,
): { title: string; detail: string } | null {
  const { toDecide, isCut } = counts;
  if (toDecide <= 0) return null;
  const one = toDecide === 1 && !isCut;
  return {
    title: `${formatNumber(toDecide)}${isCut ? ' or more' : ''} failed ${one ? 'message' : 'messages'} of ${name} ${one ? 'waits' : 'wait'} for a decision`,
    detail: `${alsoFailed(counts)}No server took these messages. ${
      retriedIn.includes(status) ? 'Try them again, or discard them.' : 'They can be discarded.'
    }`,
  };
}
