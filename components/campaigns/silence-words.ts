import { formatNumber } from '@/components/ui/format';
import type { Silence } from '@/lib/campaigns/schema';
import { mostWaiting } from '@/lib/campaigns/vocabulary';

/** How many messages a server that says nothing keeps waiting, as a sentence goes on: "3 messages wait". */
export function messagesWait({ waiting }: Pick<Silence, 'waiting'>): string {
  if (waiting >= mostWaiting) return `${formatNumber(mostWaiting)} or more messages wait`;
  return waiting === 1 ? '1 message waits' : `${formatNumber(waiting)} messages wait`;
}
