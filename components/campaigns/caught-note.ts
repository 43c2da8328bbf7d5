import { formatNumber } from '@/components/ui/format';
import type { Campaign } from '@/lib/campaigns/schema';

type Counted = Pick<Campaign, 'caught' | 'totals'>;

/** What of a campaign the sandbox caught, as a sentence; null: nothing. `totals` may know of more than were looked at. */
export function caughtNote({ caught, totals }: Counted): string | null {
  if (!caught) return null;
  const { count, of } = caught;
  const were = `${count === 1 ? 'was' : 'were'} caught by the sandbox and reached nobody`;
  if (of < totals.sent)
    return `Of the first ${formatNumber(of)} sent, ${formatNumber(count)} ${were}; the others are being counted.`;
  if (count < of) return `${formatNumber(count)} of the ${formatNumber(of)} sent ${were}.`;
  return `${count === 1 ? 'The only one' : `All ${formatNumber(count)}`} sent ${were}.`;
}

/** What whoever reads that can do. */
export const caughtAdvice = ({ count, of }: NonNullable<Campaign['caught']>): string =>
  `${count === 1 ? 'It does' : 'They do'} not go out later. ${
    count < of
      ? 'A clone goes to everybody once more, also to those who got it.'
      : 'To send it for real, clone it once the sandbox is off.'
  }`;

/** The same beside the number of those sent; null: nothing. */
export const caughtPart = ({ caught }: Pick<Campaign, 'caught'>): string | null =>
  caught && `${formatNumber(caught.count)} in the sandbox`;
