import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HandOver } from '@/lib/sending';
import { haveSameShape } from '@/lib/testing/shape';
import { backoffSeconds, maxAttempts, resultOf } from './result';

const now = new Date('2026-03-01T10:00:00Z');
const message = (attempts: number) => ({ id: 'm', contactId: 'c', attempts, due: '' });

describe('what becomes of a message after an attempt', () => {
  it('has the same shape whatever it is, so that a million of them are read fast', () => {
    const made = (outcome: HandOver) => resultOf(message(1), outcome, now, 0.5);
    const sent = () => made({ state: 'accepted', response: '250 ok' });
    const all = [
      sent(),
      made({ state: 'accepted', response: '250 ok', reference: 'q1', provider: 'other' }),
      made({ state: 'unknown', reason: 'cut' }),
      made({ state: 'unsent', reason: 'no wire' }),
      made({ state: 'refused', response: '451', transient: true, kind: 'throttle' }),
      made({ state: 'refused', response: '550', transient: false, kind: 'mailbox' }),
    ];
    expect(all.map((result) => haveSameShape(result, sent()))).toEqual(all.map(() => true));
  });
  it('tells whether a server was heard, and of one that said nothing since when it was asked', () => {
    const told = (outcome: HandOver) => {
      const { heard, silentSince } = resultOf(message(1), outcome, now, 0, now.getTime() - 1000);
      return { heard, silentSince };
    };
    const asked = new Date(now.getTime() - 1000);
    const refused = { state: 'refused', response: '451', transient: true, kind: 'throttle' } as const;
    for (const outcome of [{ state: 'accepted', response: '250' } as const, refused])
      expect(told(outcome)).toEqual({ heard: 'answer', silentSince: null });
    for (const state of ['unsent', 'unknown'] as const) {
      expect(told({ state, reason: 'late', heard: 'silence' })).toEqual({ heard: 'silence', silentSince: asked });
      expect(told({ state, reason: '421', heard: 'answer' })).toEqual({ heard: 'answer', silentSince: null });
      expect(told({ state, reason: 'none is set up' })).toEqual({ heard: null, silentSince: null });
      expect(told({ state, reason: 'a browser', heard: 'silence', isBlameless: true })).toMatchObject({ heard: null });
    }
    expect(told({ ...refused, isBlameless: true })).toEqual({ heard: null, silentSince: null });
  });
  it('is sent when the server took it', () => {
    expect(resultOf(message(1), { state: 'accepted', response: '250 ok', reference: 'q1' }, now, 0)).toMatchObject({
      status: 'sent',
      externalId: 'q1',
    });
  });
  it('is uncertain, and never tried again, when the answer did not come', () => {
    for (const attempts of [1, maxAttempts])
      expect(resultOf(message(attempts), { state: 'unknown', reason: 'cut' }, now, 0)).toMatchObject({
        status: 'uncertain',
        dueAt: null,
      });
  });
  it('is deferred by a transient refusal until its attempts are used up', () => {
    const outcome = { state: 'refused', response: '451', transient: true, kind: 'throttle', code: '4.5.1' } as const;
    expect(resultOf(message(1), outcome, now, 0.5)).toMatchObject({ status: 'deferred' });
    expect(resultOf(message(maxAttempts), outcome, now, 0.5)).toMatchObject({ status: 'failed', dueAt: null });
  });
  it('comes back no sooner than the provider asked, and no later than a day after that', () => {
    const refused = { state: 'refused', response: '429', transient: true, kind: 'throttle' } as const;
    const due = (retryAfterSeconds: number, state: 'refused' | 'unsent' = 'refused') =>
      (resultOf(
        message(1),
        state === 'refused' ? { ...refused, retryAfterSeconds } : { state, reason: 'paused', retryAfterSeconds },
        now,
        0,
      ).dueAt!.getTime() -
        now.getTime()) /
      1000;
    expect(due(600)).toBe(600);
    expect(due(600, 'unsent')).toBe(600);
    expect(due(0)).toBe(15);
    expect(due(10 ** 9)).toBe(86_400);
  });
  it('waits, however often, while nothing could be handed over: that attempt does not count', () => {
    for (const attempts of [1, maxAttempts, 100])
      expect(resultOf(message(attempts), { state: 'unsent', reason: 'refused connection' }, now, 0.5)).toMatchObject({
        status: 'deferred',
        untried: true,
      });
  });
  it('waits for what a server said no with, before its turn came or at it: the same reason, in the same words', () => {
    const signIn = { response: '535 5.7.8 no', transient: true, kind: 'auth', code: '5.7.8' } as const;
    const tooMuch = { response: '421 4.7.0 slow', transient: true, kind: 'throttle', code: '4.7.0' } as const;
    for (const [refusal, errorCode] of [
      [signIn, 'auth'],
      [tooMuch, '4.7.0'],
    ] as const)
      for (const outcome of [
        { state: 'refused', ...refusal },
        { state: 'unsent', reason: 'It rests.', refusal },
      ] as const)
        expect(resultOf(message(1), outcome, now, 0)).toMatchObject({
          ...{ status: 'deferred', errorCode, errorMessage: refusal.response },
        });
  });
  it('keeps a server’s words without control characters, which PostgreSQL would refuse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (response) => {
        const { errorMessage } = resultOf(
          message(1),
          { state: 'refused', response: `no\0${response}`, transient: false, kind: 'other' },
          now,
          0,
        );
        expect(errorMessage).not.toMatch(/\p{Cc}/u);
        expect(errorMessage?.isWellFormed()).toBe(true);
      }),
    );
  }, 30_000);
  it('is failed at once by a permanent refusal, with the server’s words', () => {
    expect(
      resultOf(
        message(1),
        { state: 'refused', response: '550 no such user', transient: false, kind: 'mailbox', code: '5.1.1' },
        now,
        0,
      ),
    ).toMatchObject({ status: 'failed', errorCode: '5.1.1', errorMessage: '550 no such user' });
  });
  it('waits longer each time, with jitter, and never over four hours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = backoffSeconds(attempt, random);
          expect(wait).toBeGreaterThanOrEqual(15);
          expect(wait).toBeLessThanOrEqual(4 * 3600);
          expect(backoffSeconds(attempt + 1, random)).toBeGreaterThanOrEqual(wait);
        },
      ),
    );
  });
});
