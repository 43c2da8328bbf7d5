import { reasonText } from '@/components/campaigns/words';
import { formatNumber } from '@/components/ui/format';

/** What became of failed messages that somebody decided about. */
export interface Decided {
  done: number;
  /** Beside those done: whom the gate leaves out, by reason. */
  skipped: readonly { reason: string; people: number }[];
  /** Beside those done: what could not be tried again. */
  unable: number;
}
export const noneDecided: Decided = { done: 0, skipped: [], unable: 0 };

export const messages = (n: number) => (n === 1 ? '1 message' : `${formatNumber(n)} messages`);

/** One part after the other; what could not be tried is counted by each part for all. */
export function together(before: Decided, { done, skipped, unable }: Decided): Decided {
  const people = new Map(before.skipped.map((one) => [one.reason, one.people]));
  for (const one of skipped) people.set(one.reason, (people.get(one.reason) ?? 0) + one.people);
  return {
    done: before.done + done,
    skipped: [...people].map(([reason, n]) => ({ reason, people: n })),
    unable,
  };
}

/** How many are tried again, how many of those meant are not, and why; of `all` nobody was meant about whom it was decided. */
export function retriedText({ done, skipped, unable }: Decided, all: boolean): string {
  const cannot = `${all ? '' : 'decided about already, or '}something came back or was said since`;
  const out = skipped.reduce((sum, { people }) => sum + people, 0);
  const why = skipped.map(({ reason, people }) => `${reasonText(reason, '')}: ${formatNumber(people)}`).join(', ');
  return [
    done > 0 ? `Trying ${messages(done)} again` : 'None is tried again',
    ...(out > 0 ? [`${formatNumber(out)} may not be written to any more (${why})`] : []),
    ...(unable > 0 ? [`${formatNumber(unable)} cannot be tried: ${cannot}`] : []),
  ].join('; ');
}
