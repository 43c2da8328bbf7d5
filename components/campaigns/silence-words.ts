import { channelNames } from '@/components/contacts/channel-names';
import { formatExact, formatNumber } from '@/components/ui/format';
import type { Outgoing, Refusal, Silence } from '@/lib/campaigns/schema';
import { mostWaiting } from '@/lib/campaigns/vocabulary';

const most = `${formatNumber(mostWaiting)} or more`;

/** How many messages a server that says nothing keeps waiting, as a sentence goes on: "3 messages wait; 20 more have their turn later". */
export function messagesWait({ waiting, later }: Pick<Silence, 'waiting' | 'later'>): string {
  const wait =
    waiting === 1 ? '1 message waits' : `${waiting < mostWaiting ? formatNumber(waiting) : most} messages wait`;
  if (later === 0) return wait;
  const turn =
    later === 1
      ? '1 more has its turn'
      : `${later < mostWaiting ? `${formatNumber(later)} more` : most} have their turn`;
  return `${wait}; ${turn} later`;
}

type Channel = Outgoing['channels'][number];

/** What an organisation calls the server of a channel, as a sentence goes on: "mail server". */
export const serverOf = (channel: Channel['channel']): string =>
  channel === 'email' ? 'mail server' : `provider for ${channelNames[channel]}`;

/** A server's words as a whole sentence; none where it said none. */
const sentence = (words: string): string => words.trim() && `${words.trim()}${/[.!?…]$/.test(words.trim()) ? '' : '.'}`;

/** What is said with a campaign of a server that answers and takes nothing: since when, and its words. */
export function refusalWords(channel: Channel['channel'], { since, words }: Refusal, zone: string) {
  const said = sentence(words);
  return {
    title: `The ${serverOf(channel)} takes nothing since ${formatExact(since, zone)}${said ? ':' : '.'}`,
    detail: `${said} Its messages are tried again by themselves.`.trimStart(),
  };
}

/** Since when a server puts off all that it is given, and what it said last, as whole sentences. */
export function putsOffWords({ since, words }: Refusal, zone: string): string {
  const said = sentence(words);
  return `Puts off all it is given since ${formatExact(since, zone)}${said ? `: ${said}` : '.'}`;
}

/** Whether all servers answer and take what they are given, in one line: "No answer from the mail server"; null: they do. */
export function outgoingTrouble(channels: readonly Channel[]): string | null {
  const those = (has: (channel: Channel) => unknown) =>
    channels.filter(has).map(({ channel }) => `the ${serverOf(channel)}`);
  const silent = those(({ silence }) => silence);
  const refusing = those(({ silence, refusal }) => !silence && refusal);
  const told = [
    ...(silent.length > 0 ? [`no answer from ${silent.join(' and ')}`] : []),
    ...(refusing.length > 0 ? [`${refusing.join(' and ')} ${refusing.length > 1 ? 'take' : 'takes'} nothing`] : []),
  ].join('; ');
  return told ? told.charAt(0).toUpperCase() + told.slice(1) : null;
}
