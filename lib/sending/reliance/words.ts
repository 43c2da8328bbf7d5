import type { Reliance } from '../schema';
import { mostWaiting, type Afterwards } from '../vocabulary';

/** What was found to rest on a provider or a key. */
export type Found = Pick<Reliance, 'senders' | 'campaigns' | 'waiting'> & {
  afterwards: Afterwards;
  /** Of the channel: "SMS". */
  channel: string;
  /** The provider that takes over. */
  next?: string;
  /** A provider that works and is asked before it. */
  before?: string;
  /** The only other provider, which fails. */
  failing?: string;
  /** Campaigns beside those that are named. */
  unnamed?: number;
};

export const some = (all: readonly string[]): string =>
  all.length > 4 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
export const count = (n: number): string => (n > mostWaiting ? 'more than 10,000' : n.toLocaleString('en'));

/** Whether somebody loses: their mail reaches nobody, waits, or leaves without its signature. */
export function losesBy({
  senders,
  campaigns,
  waiting,
  afterwards,
  unnamed = 0,
}: Omit<Found, 'channel' | 'next' | 'before' | 'failing'>): boolean {
  if (afterwards === 'unchanged' || afterwards === 'next') return false;
  if (afterwards === 'shared') return senders.length > 0;
  if (afterwards === 'failed') return campaigns.length + unnamed > 0 || waiting > 0;
  return senders.length > 0 || campaigns.length > 0 || waiting > 0;
}

const becomes: Record<Afterwards, (found: Found, names: string, waits: string) => string> = {
  unchanged: ({ before }) => `Nothing rests on it now.${before ? ` ${before} is asked before it.` : ''}`,
  next: ({ next = '' }, _, waits) => `${waits || 'New messages'} go to ${next}, the next provider of this channel.`,
  shared: (_, names, waits) =>
    [
      `${waits ? `New mail and ${waits}` : 'Mail'} will leave by the SMTP server of this installation.`,
      names ? `It does not carry ${names}: their mail waits until there is a provider or a published key again.` : '',
    ].join(' '),
  sandbox: (_, names, waits) =>
    `${waits ? `New messages and ${waits}` : 'Messages'} will go to the sandbox and reach nobody${names ? `, those of ${names} too` : ''}.`,
  nothing: ({ channel, failing }, _, waits) =>
    `${failing ? `${failing}, the next provider of this channel, fails: nothing` : 'Nothing'} will carry ${channel}: ${waits ? `new messages and ${waits}` : 'messages'} stay until ${failing ? 'it works again' : 'there is a provider again'}.`,
  unsigned: (_, names, waits) =>
    `Mail of ${names} will leave unsigned${waits ? `, ${waits} too` : ''}: large mailbox providers may refuse it.`,
  held: (_, names, waits) =>
    `The mail server that organisations share will not carry ${names}: ${waits ? `new mail and ${waits}` : 'their mail'} stays until a key is published or there is a provider.`,
  failed: ({ campaigns, unnamed = 0 }, names, waits) => {
    const n = campaigns.length + unnamed;
    return n === 1
      ? `One campaign comes from ${names}: it cannot be sent from it any more${waits ? `, and ${waits} will fail` : ''}.`
      : `${n} campaigns come from ${names}: they cannot be sent from it any more${waits ? `, and ${waits} will fail` : ''}.`;
  },
};

/** What goes and who rests on it, for people. */
export function wordsOf(found: Found): string {
  const names = some(found.senders.map(({ fromName, fromEmail }) => `${fromName} <${fromEmail}>`));
  const waits =
    found.waiting === 0 ? '' : `${count(found.waiting)} waiting ${found.waiting === 1 ? 'message' : 'messages'}`;
  const said = becomes[found.afterwards](found, names, waits).trim();
  const on = losesBy(found) ? some(found.campaigns.map(({ name }) => `“${name}”`)) : '';
  const theirs = found.unnamed ? 'Among them' : found.campaigns.length === 1 ? 'It is' : 'They are';
  const label = found.afterwards === 'failed' ? theirs : 'On their way';
  return [said[0]!.toUpperCase() + said.slice(1), on && `${label}: ${on}.`].filter(Boolean).join(' ');
}
