import type { Preflight } from '@/lib/campaigns/schema';
import { formatDuration, formatNumber } from '../ui/format';

type Expected = Preflight['expected'];
type Part = Expected['parts'][number];

const waitsFor: Record<NonNullable<Part['reason']>, string> = {
  legal_hours: 'waiting for the hours that the law allows',
  quiet_hours: 'waiting for the end of quiet hours',
  frequency_cap: 'waiting until the frequency cap lets the last of them get more',
  on_its_way: 'waiting for other messages that are on their way to the same people',
  capacity: 'waiting for the capacity',
};

function whyOf({ by, rule, reason }: Pick<Part, 'by' | 'rule' | 'reason'>): string {
  if (by === 'waiting') return reason ? waitsFor[reason] : 'until the last of those who may not get it yet';
  return {
    ...{ pace: 'at its pace', capacity: `as long as “${rule}” lets no more through` },
    ...{ local: 'since each person gets it at the hour of their own time zone' },
    ...{ measured: 'as fast as the last ones went', unknown: 'as far as is known' },
  }[by];
}

const long = (seconds: number) => (seconds < 60 ? 'under a minute' : formatDuration(seconds));

/** How long a campaign, or its test, takes and what makes it so long: each part of a minute or more by its own name. */
export function expectedText({ seconds, by, rule, isLocal, parts }: Expected, isTest = false): string {
  const [it, It] = isTest ? ['the test', 'The test'] : ['it', 'It'];
  const local = isLocal ? ' Each person gets it at the hour of their own time zone.' : '';
  if (seconds === null) return `How long ${it} takes is not known yet: no larger campaign was sent before.${local}`;
  const [first = { by, rule, reason: null, seconds }, ...others] = parts.filter((part) => part.seconds >= 60);
  if (others.length === 0) return `${It} takes ${long(seconds)}, ${whyOf(first)}.`;
  const each = [first, ...others].map((part) => `${long(part.seconds)} ${whyOf(part)}`);
  return `${It} takes ${long(seconds)}: ${new Intl.ListFormat('en').format(each)}.`;
}

/** When the winner of a test is chosen. */
export const chosenText = (decideAfter: number | null): string =>
  decideAfter === null ? 'when you choose it' : `chosen ${formatDuration(decideAfter)} after the test has been sent`;

type Test = NonNullable<Preflight['test']>;

/** Who gets a test now, or first of what is for later, and who the winner; when, and how long that takes then. */
export function testText({ people, rest, decideAfter, restSeconds }: Test, when: 'now' | 'first' = 'now'): string {
  if (rest === 0) return `The test goes to all ${formatNumber(people)}; nobody waits for the winner.`;
  const others = rest === 1 ? 'the other one gets' : `the other ${formatNumber(rest)} get`;
  const takes = restSeconds === null ? '' : ` Sending it to them takes ${long(restSeconds)} more.`;
  return `The test goes to ${formatNumber(people)} ${when}; ${others} the winner, ${chosenText(decideAfter)}.${takes}`;
}

/** How many a campaign goes to that is sent now. */
export function goesToText({ willSend, test }: Pick<Preflight, 'willSend' | 'test'>): string {
  if (willSend === 0) return 'Nobody would get it now.';
  if (test) return testText(test);
  return `It goes to ${formatNumber(willSend)} ${willSend === 1 ? 'person' : 'people'} now.`;
}
