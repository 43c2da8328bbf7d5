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
export const sentence = (words: string): string =>
  words.trim() && `${words.trim()}${/[.!?…]$/.test(words.trim()) ? '' : '.'}`;

/** What a server does that answers and takes nothing, as a sentence goes on. */
export const takesNothing = ({ mend }: Refusal, isMore = false): string =>
  mend ? `${isMore ? 'refuse' : 'refuses'} our sign-in` : `${isMore ? 'take' : 'takes'} nothing`;

/** As a provider is marked that fails, or one that puts off. */
export const toneOf = ({ mend }: Refusal): 'bad' | 'warn' => (mend ? 'bad' : 'warn');

/** Whether any server does what no time heals; one that says nothing may answer again. */
export const isBad = (channels: readonly Channel[]): boolean =>
  channels.some(({ silence, refusal }) => !silence && refusal && toneOf(refusal) === 'bad');

/** What is said of a server that answers and takes nothing: what it does, since when, and its words. No end is known of refused credentials. */
export function refusalWords(channel: Channel['channel'], refusal: Refusal, zone: string) {
  const said = sentence(refusal.words);
  const does = `The ${serverOf(channel)} ${takesNothing(refusal)}`;
  return {
    tone: toneOf(refusal),
    title: `${does} since ${formatExact(refusal.since, zone)}${said ? ':' : '.'}`,
    detail: refusal.mend ? said : `${said} Its messages are tried again by themselves.`.trimStart(),
  };
}

/** Where an organisation corrects credentials. */
export const mendPlace = 'Settings → Providers';

/** What heals a refused sign-in. */
export const mendWords = (mend: NonNullable<Refusal['mend']>): string =>
  mend === 'providers'
    ? `Correct the credentials in ${mendPlace}.`
    : 'Who runs this installation has to correct its credentials.';

/** What a server that takes nothing needs of people, and what it said last, as whole sentences. */
export function needWords({ words, mend }: Refusal): string {
  const said = sentence(words);
  if (mend) return `${mendWords(mend)} ${said && `It said: ${said}`}`.trimEnd();
  return `It puts off all it is given${said ? `: ${said}` : '.'}`;
}

/** Since when a server takes nothing that it is given, and what it said last, as whole sentences. */
export function putsOffWords({ since, words, mend }: Refusal, zone: string): string {
  const said = sentence(words);
  return `${mend ? 'Refuses our sign-in' : 'Puts off all it is given'} since ${formatExact(since, zone)}${said ? `: ${said}` : '.'}`;
}

/** Whether all servers answer and take what they are given, in one line: "No answer from the mail server"; null: they do. */
export function outgoingTrouble(channels: readonly Channel[]): string | null {
  const those = (has: (channel: Channel) => unknown) =>
    channels.filter(has).map(({ channel }) => `the ${serverOf(channel)}`);
  const silent = those(({ silence }) => silence);
  const told = [
    ...(silent.length > 0 ? [`no answer from ${silent.join(' and ')}`] : []),
    ...[true, false].flatMap((isSignIn) => {
      const all = channels.flatMap(({ channel, silence, refusal }) =>
        !silence && refusal && (refusal.mend !== null) === isSignIn ? [{ channel, refusal }] : [],
      );
      const [first] = all;
      const names = all.map(({ channel }) => `the ${serverOf(channel)}`).join(' and ');
      return first ? [`${names} ${takesNothing(first.refusal, all.length > 1)}`] : [];
    }),
  ].join('; ');
  return told ? told.charAt(0).toUpperCase() + told.slice(1) : null;
}
