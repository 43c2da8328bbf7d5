import { channelNames } from '@/components/contacts/channel-names';
import { formatNumber } from '@/components/ui/format';
import type { Outgoing, Silence } from '@/lib/campaigns/schema';
import { mostWaiting } from '@/lib/campaigns/vocabulary';

/** How many messages a server that says nothing keeps waiting, as a sentence goes on: "3 messages wait". */
export function messagesWait({ waiting }: Pick<Silence, 'waiting'>): string {
  if (waiting >= mostWaiting) return `${formatNumber(mostWaiting)} or more messages wait`;
  return waiting === 1 ? '1 message waits' : `${formatNumber(waiting)} messages wait`;
}

type Channel = Outgoing['channels'][number];

/** What an organisation calls the server of a channel, as a sentence goes on: "mail server". */
export const serverOf = (channel: Channel['channel']): string =>
  channel === 'email' ? 'mail server' : `provider for ${channelNames[channel]}`;

/** Whether all servers answer, in one line: "No answer from the mail server"; null: they do. */
export function noAnswer(channels: readonly Channel[]): string | null {
  const silent = channels.filter(({ silence }) => silence).map(({ channel }) => `the ${serverOf(channel)}`);
  return silent.length > 0 ? `No answer from ${silent.join(' and ')}` : null;
}
