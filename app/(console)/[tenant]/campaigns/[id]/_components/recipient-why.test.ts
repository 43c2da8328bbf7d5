import { describe, expect, it } from 'vitest';
import type { Campaign, Recipient } from '@/lib/campaigns/schema';
import { isToCome, whenOf, whyOf } from './recipient-why';

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
  ['deferred', { outcome: 'deferred', state: 'deferred', error: 'Try later', dueAt: due }, 'Try later', due, true],
] as const)('who is %s has the reason and the moment of that', (_, given, why, when, toCome) => {
  const of = campaign({ perHour: 2400 });
  const who = row(given);
  expect([whyOf(who, of), whenOf(who, of), isToCome(who)]).toEqual([why, when, toCome]);
});
