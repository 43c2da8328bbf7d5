import { formatNumber } from '@/components/ui/format';
import { mostCounted, type SingleSource } from '@/lib/messages/vocabulary';
import type { OpenMessageCounts } from '@/lib/messages/schema';

/** What sends messages one by one: one message of it, several, and the list of them. */
export const sourceWords: Record<SingleSource, { one: string; many: string; list: string }> = {
  inbox: { one: 'answer', many: 'answers', list: 'Answers' },
  consent: { one: 'request to confirm', many: 'requests to confirm', list: 'Requests to confirm' },
  workflow: { one: 'message of a workflow', many: 'messages of workflows', list: 'Workflows' },
  sequence: { one: 'message of a sequence', many: 'messages of sequences', list: 'Sequences' },
  collection: { one: 'request for payment', many: 'requests for payment', list: 'Payments' },
};

const withWord = (n: number, source: SingleSource) =>
  `${formatNumber(n)} ${sourceWords[source][n === 1 ? 'one' : 'many']}`;

/** How many messages outside campaigns wait for a decision, and what they are; null: none. */
export function waitingWords({ sources }: OpenMessageCounts): { title: string; detail: string; at: string } | null {
  const total = sources.reduce((sum, { failed, uncertain }) => sum + failed + uncertain, 0);
  const at = sources
    .map((one) => one.at)
    .toSorted()
    .at(-1);
  if (total === 0 || !at) return null;
  const parts = (['failed', 'uncertain'] as const).flatMap((state) => {
    const some = sources.filter((one) => one[state] > 0).map((one) => withWord(one[state], one.source));
    if (some.length === 0) return [];
    const isOne = sources.reduce((sum, one) => sum + one[state], 0) === 1;
    return [`${some.join(', ')} ${state === 'failed' ? 'failed' : isOne ? 'is uncertain' : 'are uncertain'}`];
  });
  const count = `${formatNumber(total)}${total >= mostCounted ? ' or more' : ''}`;
  return {
    title: `${count} ${total === 1 ? 'message' : 'messages'} outside campaigns ${total === 1 ? 'waits' : 'wait'} for a decision`,
    detail: `${parts.join('; ')}.`,
    at,
  };
}
