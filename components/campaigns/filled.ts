import type { Preflight } from '@/lib/campaigns/schema';
import { formatNumber } from '../ui/format';

type Counted = { people: number; empty: number };

const emptyFor = ({ people, empty }: Counted) =>
  empty === 0 ? `known for all ${formatNumber(people)}` : `empty for ${formatNumber(empty)} of ${formatNumber(people)}`;

/** For how many a variable is empty, of those who get it; and of those who get what wins, where a test comes first. */
export function filledText({ people, empty, waiting, hasDefault }: Preflight['merge'][number]): string {
  const isKnown = empty === 0 && !waiting?.empty;
  const mine = people === 0 ? 'nobody gets it' : emptyFor({ people, empty });
  const all = waiting ? `${mine}, and if it wins ${emptyFor(waiting)} more` : mine;
  if (isKnown) return people === 0 && !waiting ? mine : 'known for everybody';
  return hasDefault ? `${all}; the template has a default` : all;
}
