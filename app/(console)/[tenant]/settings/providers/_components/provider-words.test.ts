import { describe, expect, it } from 'vitest';
import { formatExact } from '@/components/ui/format';
import { badgeOf, linesOf } from './provider-words';

const [early, since, now] = ['2026-11-20T09:00:00.000Z', '2026-11-20T09:30:00.000Z', '2026-11-20T10:00:00.000Z'];
const works = {
  enabled: true,
  state: 'ok' as const,
  lastError: null,
  lastErrorAt: null,
  lastOkAt: early,
  restsUntil: null,
};
const untried = { ...works, state: 'untried' as const, lastOkAt: null };
const failing = { ...works, state: 'failing' as const, lastErrorAt: since };
const refused = { lastError: 'Refused: 554 5.7.1 no', lastErrorAt: since };
const putOff = { lastError: 'Put off: 451 4.3.0 busy', lastErrorAt: since };
const silence = { since: early, waiting: 3, later: 0, nextTryAt: null };
type Given = Partial<Parameters<typeof linesOf>[1]>;
const lines = (provider: Parameters<typeof linesOf>[0], more: Given = {}) =>
  linesOf(provider, { silence: null, refusingSince: null, now, zone: 'UTC', ...more });

const all = 'Puts off all it is given:';

describe('how a provider fares is told by its badge and by what it said last', () => {
  it.each([
    ['one that was never asked', untried, ['line', 'Not tried'], []],
    ['one that works', works, ['good', 'Works'], []],
    [
      ...(['one that works and refused a message: that it is the last one only', { ...works, ...refused }] as const),
      ...([['good', 'Works'], [{ tone: 'warn', text: 'Last refusal: 554 5.7.1 no', at: since }]] as const),
    ],
    [
      ...(['one that works and put one off', { ...works, ...putOff }] as const),
      ...([['good', 'Works'], [{ tone: 'warn', text: 'Last put off: 451 4.3.0 busy', at: since }]] as const),
    ],
    [
      ...(['one that puts off what it is given', { ...untried, ...putOff }] as const),
      ...([['warn', 'Takes nothing'], [{ tone: 'warn', text: `${all} 451 4.3.0 busy`, at: since }]] as const),
    ],
    ['one that took one after a refusal', { ...works, ...refused, lastOkAt: now }, ['good', 'Works'], []],
    [
      ...(['one that refuses what it is given', { ...untried, ...refused }] as const),
      ...([['warn', 'Refuses'], [{ tone: 'warn', text: 'Refused: 554 5.7.1 no', at: since }]] as const),
    ],
    [
      ...(['one that fails', { ...failing, lastError: '401 bad key' }] as const),
      ...([['bad', 'Failing'], [{ tone: 'bad', text: '401 bad key', at: since }]] as const),
    ],
    [
      ...(['one that refuses our sign-in', { ...failing, lastError: 'Sign-in refused: 535 5.7.8 no' }] as const),
      ...([['bad', 'Failing']] as const),
      [{ tone: 'bad', begins: 'Sign-in refused', text: '535 5.7.8 no. Correct its credentials.', at: since }],
    ],
    [
      ...([
        'one that is off: in no alarming colour',
        { ...failing, enabled: false, lastError: '401 bad key' },
      ] as const),
      ...([['quiet', 'Off'], [{ tone: 'quiet', text: '401 bad key', at: since }]] as const),
    ],
    [
      ...(['one that is off and refused', { ...untried, ...refused, enabled: false }] as const),
      ...([['quiet', 'Off'], [{ tone: 'quiet', text: 'Last refusal: 554 5.7.1 no', at: since }]] as const),
    ],
  ] as const)('%s', (_, provider, [tone, word], said) => {
    expect(badgeOf(provider, null)).toEqual({ tone, word });
    expect(lines(provider)).toEqual(said);
  });
});

describe('one whose server says nothing has one line, which says each thing once', () => {
  const restsUntil = '2026-11-20T10:05:00.000Z';
  const [at, next] = [formatExact(early, 'UTC'), formatExact(restsUntil, 'UTC')];
  const waits = '3 messages wait. Sending goes on by itself when it answers';
  it.each([
    ['before anything is known of it', untried, `No answer since ${at}. ${waits}.`],
    ['which had refused before', { ...works, ...refused }, `No answer since ${at}. ${waits}.`],
    [
      ...(['with why', { ...failing, lastError: 'Not reached: connect ECONNREFUSED 127.0.0.1:1.' }] as const),
      `No answer since ${at} (connect ECONNREFUSED 127.0.0.1:1). ${waits}.`,
    ],
    [
      ...(['with what it left in doubt', { ...failing, lastError: 'No clear answer: late' }] as const),
      `No answer since ${at} (late). ${waits}.`,
    ],
    [
      ...(['with when it is tried next', { ...failing, lastError: 'Broken', restsUntil }] as const),
      `No answer since ${at} (Broken). ${waits}; the next try is at ${next}.`,
    ],
  ])('%s', (_, provider, text) => {
    expect(lines(provider, { silence })).toEqual([{ tone: 'warn', text, at: null }]);
  });

  it('while messages do not wait for it, when it is tried next stands by itself', () => {
    expect(lines({ ...failing, lastError: 'Broken', restsUntil })).toEqual([
      { tone: 'bad', text: 'Broken', at: since },
      { tone: 'quiet', text: 'Left alone until 10:05, then tried with one message.', at: null },
    ]);
  });

  it('one that refuses our sign-in has the fault, when it was and what to do first, and then when it is tried', () => {
    const signIn = { ...failing, lastError: 'Sign-in refused: 535 5.7.8 no', restsUntil };
    const tried = { tone: 'quiet', text: 'Tried again at 10:05 with one message.', at: null };
    expect(lines(signIn)).toEqual([
      { tone: 'bad', begins: 'Sign-in refused', text: '535 5.7.8 no. Correct its credentials.', at: since },
      tried,
    ]);
    expect(lines({ ...signIn, lastErrorAt: null })).toEqual([
      { tone: 'bad', text: 'Sign-in refused: 535 5.7.8 no. Correct its credentials.', at: null },
      tried,
    ]);
    expect(lines({ ...signIn, enabled: false })).toEqual([
      { tone: 'quiet', text: 'Sign-in refused: 535 5.7.8 no', at: since },
    ]);
  });
});

it('one that worked and puts off all since takes nothing, as its channel is told to; not one that took a message since', () => {
  const puts = { ...works, ...putOff };
  expect(badgeOf(puts, since)).toEqual({ tone: 'warn', word: 'Takes nothing' });
  expect(lines(puts, { refusingSince: since })).toEqual([{ tone: 'warn', text: `${all} 451 4.3.0 busy`, at: since }]);
  expect(badgeOf({ ...puts, lastOkAt: now }, since)).toEqual({ tone: 'good', word: 'Works' });
  expect(badgeOf({ ...works, ...refused }, since)).toEqual({ tone: 'good', word: 'Works' });
  expect(badgeOf({ ...puts, enabled: false }, since)).toEqual({ tone: 'quiet', word: 'Off' });
});
