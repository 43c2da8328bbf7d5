import type { ProviderEffect } from '../schema';
import { mostWaiting } from '../vocabulary';
import { count, some } from './words';

type Found = Omit<ProviderEffect, 'says'>;
type Campaigns = Found['begins'];

/** Messages of them that still wait, and what these do: a person may wait in several campaigns. */
function waitingWords(all: Campaigns, [does, doMany]: readonly [one: string, many: string]): string {
  const waiting = all.reduce((sum, each) => sum + each.waiting, 0);
  if (waiting === 0) return `what still waits ${does}`;
  if (waiting === 1) return `1 message that still waits ${does}`;
  return `${count(Math.min(waiting, mostWaiting + 1))} messages that still wait ${doMany}`;
}
const reaches = ['reaches nobody', 'reach nobody'] as const;
const goesOut = ['really goes out from now on', 'really go out from now on'] as const;
const until = 'until a provider works; then';
const isHeld = [`stays ${until} it really goes out`, `stay ${until} they really go out`] as const;

/** A sentence about these campaigns, by their names where they may be told; none about none. */
function teller(mayName: boolean) {
  const called = (all: Campaigns) =>
    mayName
      ? some(all.map(({ name }) => `“${name}”`))
      : `${count(all.length)} ${all.length === 1 ? 'campaign' : 'campaigns'}`;
  return (all: Campaigns, words: (isOne: boolean) => string): string[] =>
    all.length > 0 ? [`${called(all)} ${words(all.length === 1)}`] : [];
}

/** What changes for campaigns once the sandbox takes all, for people; empty where nothing does. Pure. */
export function caughtWords({ begins, goesOn }: Found, mayName: boolean): string {
  const said = teller(mayName);
  return [
    ...said(
      goesOn,
      (isOne) =>
        `${isOne ? 'is' : 'are'} under way: ${waitingWords(goesOn, reaches)} while the sandbox is on. What it catches counts as sent.`,
    ),
    ...said(begins, (isOne) =>
      isOne
        ? 'has not begun yet: if it begins while the sandbox is on, it stays there to its end.'
        : 'have not begun yet: if they begin while the sandbox is on, they stay there to their end.',
    ),
  ].join(' ');
}

/** What changes for campaigns once their channel has a provider, or has none that works (`held`), for people; empty where nothing does. Pure. */
export function effectWords({ begins, goesOn, stays }: Found, mayName: boolean, held = false): string {
  const said = teller(mayName);
  return [
    ...said(goesOn, (isOne) => `${isOne ? 'is' : 'are'} under way: ${waitingWords(goesOn, held ? isHeld : goesOut)}.`),
    ...said(begins, (isOne) =>
      isOne
        ? `has not begun yet: when it does, it ${held ? `stays ${until} it ` : ''}is really sent.`
        : `have not begun yet: when they do, they ${held ? `stay ${until} they ` : ''}are really sent.`,
    ),
    ...said(stays, (isOne) =>
      isOne
        ? 'began in the sandbox and stays there to its end. Clone it to send it for real.'
        : 'began in the sandbox and stay there to their end. Clone them to send them for real.',
    ),
  ].join(' ');
}
