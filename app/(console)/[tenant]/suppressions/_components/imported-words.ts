import { formatNumber } from '@/components/ui/format';
import type { SuppressionsImported } from '@/lib/suppressions/schema';
import { reasonLooks } from './words';

const counted = (n: number, one: string, more: string): string => `${formatNumber(n)} ${n === 1 ? one : more}`;

/** What became of the rows of a file beside those that were added, and which of its columns were not read. */
export function importedWords({ total, existing, invalid, partial, byHand, unread }: SuppressionsImported): string {
  const said = [
    `Of ${counted(total, 'row', 'rows')}, ${counted(existing, 'was', 'were')} on the list already or had ended, and ${formatNumber(invalid)} could not be taken.`,
  ];
  if (partial > 0) said.push(`Of ${formatNumber(partial)} with several addresses or numbers not all could be taken.`);
  if (byHand > 0)
    said.push(`Of ${formatNumber(byHand)} the reason is not understood: on the list as “${reasonLooks.manual.word}”.`);
  const names = unread.map((name) => `“${name}”`).join(', ');
  if (unread.length > 0)
    said.push(unread.length === 1 ? `Column ${names} was not read.` : `Columns ${names} were not read.`);
  return said.join(' ');
}
