import { formatClock, formatExact, formatUntil } from '@/components/ui/format';
import { messagesWait, sentence } from '@/components/campaigns/silence-words';
import type { Tone } from '@/components/ui/badge';
import type { Silence } from '@/lib/campaigns/schema';
import type { SendingProvider } from '@/lib/sending/schema';
import { signInRefused } from '@/lib/sending/vocabulary';

type Provider = Pick<SendingProvider, 'enabled' | 'state' | 'lastError' | 'lastErrorAt' | 'lastOkAt' | 'restsUntil'>;

/** What is told of a provider. */
export interface Line {
  tone: 'bad' | 'warn' | 'quiet';
  /** What the moment belongs to, where more follows than that. */
  begins?: string;
  text: string;
  /** When it was said. */
  at: string | null;
}

interface Around {
  /** Its server says nothing, and messages wait for it. */
  silence: Silence | null;
  /** Since when its channel's servers put off all that they are given; null: they do not. */
  refusingSince: string | null;
  now: string;
  zone: string;
}

/** Of one that works, a refusal is told until it takes the next message. */
const isSince = ({ lastErrorAt, lastOkAt }: Provider): boolean =>
  lastErrorAt !== null && (lastOkAt === null || lastErrorAt > lastOkAt);

/** Whether it answers and puts off all it is given: it took none yet, or none since its channel's servers do. */
function takesNothing(provider: Provider, since: Around['refusingSince']): boolean {
  const { enabled, state, lastError, lastOkAt } = provider;
  if (!enabled || state === 'failing' || !lastError?.startsWith('Put off: ') || !isSince(provider)) return false;
  return state === 'untried' || (since !== null && (lastOkAt === null || lastOkAt < since));
}

/** How it fares, in a word or two. */
export function badgeOf(
  provider: Provider,
  refusingSince: Around['refusingSince'],
): { tone: Tone | 'line'; word: string } {
  if (!provider.enabled) return { tone: 'quiet', word: 'Off' };
  if (provider.state === 'failing') return { tone: 'bad', word: 'Failing' };
  if (takesNothing(provider, refusingSince)) return { tone: 'warn', word: 'Takes nothing' };
  if (provider.state === 'ok') return { tone: 'good', word: 'Works' };
  return provider.lastError ? { tone: 'warn', word: 'Refuses' } : { tone: 'line', word: 'Not tried' };
}

/** On the page where that is done. */
const correct = 'Correct its credentials.';

/** Whether it waits for other credentials. */
const refusesUs = ({ enabled, state, lastError }: Provider): boolean =>
  enabled && state === 'failing' && lastError !== null && lastError.startsWith(signInRefused);

/** What it said last when it took nothing; null: it took one since. Of one that is off nothing alarms. */
function refusalOf(provider: Provider, refusingSince: Around['refusingSince']): Line | null {
  const { enabled, state, lastError, lastErrorAt: at } = provider;
  if (!lastError || (state === 'ok' && !isSince(provider))) return null;
  const begins = takesNothing(provider, refusingSince) ? 'Puts off all it is given: ' : 'Last put off: ';
  const said = lastError.replace(/^Put off: /, begins);
  const text = enabled && state !== 'ok' ? said : said.replace(/^Refused: /, 'Last refusal: ');
  const tone = !enabled ? 'quiet' : state === 'failing' ? 'bad' : 'warn';
  if (!refusesUs(provider)) return { tone, text, at };
  const told = `${sentence(text)} ${correct}`;
  if (!at) return { tone, text: told, at };
  return { tone, begins: signInRefused.slice(0, -2), text: told.slice(signInRefused.length), at };
}

/** Since when it says nothing, why, who waits, and when it is tried next. */
function silenceWords({ state, lastError }: Provider, silence: Silence, next: string | null, zone: string): string {
  const why =
    state === 'failing' && lastError
      ? lastError.replace(/^(?:Not reached|No clear answer): /, '').replace(/\.$/, '')
      : '';
  return [
    `No answer since ${formatExact(silence.since, zone)}${why ? ` (${why})` : ''}.`,
    `${messagesWait(silence)}.`,
    `Sending goes on by itself when it answers${next ? `; the next try is at ${next}` : ''}.`,
  ].join(' ');
}

/** When one that rests is tried; one that refuses our sign-in is not said to be left alone, as if time healed it. */
const restWords = (provider: Provider, until: string, now: string, zone: string): string =>
  refusesUs(provider)
    ? `Tried again at ${formatClock(until, zone)} with one message.`
    : `Left alone ${formatUntil(until, now, zone)}, then tried with one message.`;

/** What is to be told of it under its name, each thing once. */
export function linesOf(provider: Provider, { silence, refusingSince, now, zone }: Around): Line[] {
  const { enabled, restsUntil } = provider;
  const next = enabled && restsUntil && restsUntil > now ? formatExact(restsUntil, zone) : null;
  if (silence) return [{ tone: 'warn', text: silenceWords(provider, silence, next, zone), at: null }];
  const refusal = refusalOf(provider, refusingSince);
  const rest = next && restsUntil && restWords(provider, restsUntil, now, zone);
  return [...(refusal ? [refusal] : []), ...(rest ? [{ tone: 'quiet' as const, text: rest, at: null }] : [])];
}
