import { describe, expect, it } from 'vitest';
import type { Campaign, Recipient } from '@/lib/campaigns/schema';
import { isToCome, saidOf, waitsUntil, whenOf, whyOf } from './recipient-why';

const [planned, due, sent] = ['2026-03-02T09:00:00.000Z', '2026-03-02T11:00:00.000Z', '2026-03-02T10:00:00.000Z'];
const row = (given: Partial<Recipient>): Recipient => ({
  ...{ messageId: 'm', contactId: 'c', name: 'Ada', address: 'ada@example.org', outcome: 'inProgress' },
  ...{
    state: 'queued',
    rule: null,
    reason: null,
    variant: null,
    steps: [],
    error: null,
    discarded: null,
    isCaught: false,
    deleted: false,
  },
  ...{ dueAt: null, at: planned, sentAt: null, openedAt: null, clickedAt: null, repliedAt: null },
  ...{ unsubscribedAt: null, bouncedAt: null, convertedAt: null },
  ...given,
});
const campaign = (options: Partial<Campaign['options']>, status: Campaign['status'] = 'sending') =>
  ({
    ...{ channel: 'email', status },
    options: { perHour: null, sendLocal: false, decidedAt: null, ...options } as Campaign['options'],
  }) as const;

describe('what a list of recipients says of whom neither a rule nor a server lets wait', () => {
  const winner = row({ state: 'planned' });
  const turn = row({ dueAt: due });
  it.each([
    ['for a winner', winner, campaign({ perHour: 60 }), 'Waits for the winner to be chosen.', null],
    ['for a winner, paused', winner, campaign({}, 'paused'), 'Waits for the winner to be chosen.', null],
    ['the winner chosen', winner, campaign({ decidedAt: sent }), 'Gets the winner next: it is chosen.', null],
    [
      ...(['the winner chosen, paused', winner, campaign({ decidedAt: sent }, 'paused')] as const),
      ...(['Waits until the campaign is resumed.', null] as const),
    ],
    ['by a pace', turn, campaign({ perHour: 2400 }), 'Waits for its turn, at most 2,400 an hour.', due],
    ['by their clocks', turn, campaign({ sendLocal: true }), 'Waits for the campaign’s hour on their own clock.', due],
    [
      ...(['by both', turn, campaign({ perHour: 2400, sendLocal: true })] as const),
      ...(['Waits for the campaign’s hour on their own clock, at most 2,400 an hour.', due] as const),
    ],
    ['put off by us', turn, campaign({}), 'Waits for its turn.', due],
    ['paused', turn, campaign({ perHour: 2400 }, 'paused'), 'Waits until the campaign is resumed.', null],
    ['going out now', row({}), campaign({ perHour: 2400 }), '', null],
  ] as const)('%s', (_, who, of, why, when) => {
    expect(whyOf(who, of)).toBe(why);
    expect(whenOf(who, of)).toBe(when);
    expect(isToCome(who)).toBe(true);
  });
});

it.each([
  ['sent', { outcome: 'sent', state: 'sent', sentAt: sent }, '', sent, false],
  [
    ...(['caught', { outcome: 'sent', state: 'sent', sentAt: sent, isCaught: true }] as const),
    ...(['Caught by the sandbox.', sent, false] as const),
  ],
  ['skipped', { outcome: 'skipped', state: 'skipped', reason: 'archived' }, 'The contact is archived.', planned, false],
  ['failed', { outcome: 'failed', state: 'failed', error: 'No such user' }, 'No such user', planned, false],
  [
    ...(['failed by a code', { outcome: 'failed', state: 'failed', reason: '5.1.1', error: '550 5.1.1 No' }] as const),
    ...(['No such mailbox, or it takes no mail.', planned, false] as const),
  ],
  ['deferred', { outcome: 'deferred', state: 'deferred', error: 'Try later', dueAt: due }, 'Try later', due, true],
  [
    ...([
      'refused our sign-in',
      { outcome: 'deferred', state: 'deferred', reason: 'auth', error: '535 5.7.8 Bad', dueAt: due },
    ] as const),
    ...(['The mail server refuses our sign-in.', due, true] as const),
  ],
] as const)('who is %s has the reason and the moment of that', (_, given, why, when, toCome) => {
  const of = campaign({ perHour: 2400 });
  const who = row(given);
  expect([whyOf(who, of), whenOf(who, of), isToCome(who)]).toEqual([why, when, toCome]);
});

describe('what a server answered', () => {
  const refused = { outcome: 'failed', state: 'failed', error: '550 no' } as const;
  const putOff = { outcome: 'deferred', state: 'deferred', error: '421 busy', dueAt: due } as const;
  const words = (given: Partial<Recipient>, channel: Campaign['channel'] = 'email') => {
    const of = { ...campaign({}), channel };
    return [whyOf(row(given), of), saidOf(row(given), of)];
  };
  it.each([
    ['a refusal', { ...refused, reason: '5.1.1' }, ['No such mailbox, or it takes no mail.', '550 no']],
    ['no reason of ours', { ...refused, reason: 'other', error: '571 no' }, ['Refused by the mail server.', '571 no']],
    ['a code of a provider’s own', { ...refused, reason: '571' }, ['Refused by the mail server.', '550 no']],
    [
      'put off by no known code',
      { ...putOff, reason: 'other' },
      ['Put off by the mail server; it is tried again.', '421 busy'],
    ],
    ['who is not asked by a server', { ...refused, reason: null, error: 'Ours' }, ['Ours', null]],
    [
      'our own words',
      { ...refused, reason: 'compose', error: 'The template lacks a name.' },
      ['The template lacks a name.', null],
    ],
    ['settled by hand', { ...refused, reason: 'said_not_sent', error: 'Settled.' }, ['Settled.', null]],
    [
      'what was sent and came back',
      { outcome: 'sent', state: 'bounced', reason: '5.1.1', error: '550 no' },
      ['It came back.', '550 no'],
    ],
    [
      'a doubt',
      { ...refused, outcome: 'uncertain', error: 'late' },
      ['Handed over without an answer; not re-sent.', null],
    ],
  ] as const)('stands behind our own words: %s', (_, given, told) => {
    expect(words(given)).toEqual(told);
  });
  it('is told of the provider of its channel', () => {
    expect(words({ ...putOff, reason: 'auth' }, 'sms')).toEqual([
      'The provider for SMS refuses our sign-in.',
      '421 busy',
    ]);
  });
});

it('who waits for a later try or rule waits until that instant; whose time has come, or whose turn it is, does not', () => {
  const waits = row({ outcome: 'deferred', state: 'deferred', dueAt: due });
  expect([waitsUntil(waits, sent), waitsUntil(waits, due), waitsUntil(row({ dueAt: due }), sent)]).toEqual([
    due,
    null,
    null,
  ]);
});
