import type { ProviderEffect } from '../schema';
import { mostWaiting } from '../vocabulary';
import { count, some } from './words';

type Found = Omit<ProviderEffect, 'says'>;
type Campaigns = Found['begins'];

function waitingWords(all: Campaigns, them: string): string {
  const people = all.reduce((sum, { waiting }) => sum + waiting, 0);
  if (people === 0) return `whoever still waits really gets ${them}`;
  const who = `${count(Math.min(people, mostWaiting + 1))} ${people === 1 ? 'person' : 'people'}`;
  return people === 1 ? `${who} who still waits really gets ${them}` : `${who} who still wait really get ${them}`;
}

/** What changes for campaigns once their channel has a provider, for people; empty where nothing does. Pure. */
export function effectWords({ begins, goesOn, stays }: Found, mayName: boolean): string {
  const called = (all: Campaigns) =>
    mayName
      ? some(all.map(({ name }) => `“${name}”`))
      : `${count(all.length)} ${all.length === 1 ? 'campaign' : 'campaigns'}`;
  const said = (all: Campaigns, words: (isOne: boolean) => string) =>
    all.length > 0 ? [`${called(all)} ${words(all.length === 1)}`] : [];
  return [
    ...said(
      goesOn,
      (isOne) => `${isOne ? 'is' : 'are'} under way: ${waitingWords(goesOn, isOne ? 'it' : 'them')} from now on.`,
    ),
    ...said(begins, (isOne) =>
      isOne
        ? 'has not begun yet: when it does, it is really sent.'
        : 'have not begun yet: when they do, they are really sent.',
    ),
    ...said(stays, (isOne) =>
      isOne
        ? 'began in the sandbox and stays there to its end. Clone it to send it for real.'
        : 'began in the sandbox and stay there to their end. Clone them to send them for real.',
    ),
  ].join(' ');
}
