import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalClass } from './bounce-class';
import { softStreak, type AddressSign } from './soft';

const rule = { limit: 3, windowDays: 30 };
const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
const sign = (kind: AddressSign['kind'], n: number, messageId = `m${n}`): AddressSign => ({
  kind,
  at: day(n),
  messageId,
});
const soft = (...days: number[]) => days.map((n) => sign('soft', n));
const signs = fc.array(
  fc.record({
    kind: fc.constantFrom('soft' as const, 'soft' as const, 'alive' as const, 'lifted' as const),
    at: fc.integer({ min: 0, max: 60 }).map(day),
    messageId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  }),
  { maxLength: 15 },
);

describe('soft bounces in a row', () => {
  it('are the same whatever the order and repetition in which they are told', () => {
    fc.assert(
      fc.property(signs, fc.infiniteStream(fc.nat()), (given, random) => {
        const shuffled = [...given, ...given.slice(0, 5)]
          .map((one) => ({ one, by: random.next().value ?? 0 }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => one);
        expect(softStreak(shuffled, rule)).toEqual(softStreak(given, rule));
      }),
    );
  });

  it('never reach the limit with fewer messages than it asks for, nor after the last sign of life', () => {
    fc.assert(
      fc.property(signs, (given) => {
        const { count, last, isFull } = softStreak(given, rule);
        expect(count).toBeLessThanOrEqual(new Set(given.filter((s) => s.kind === 'soft').map((s) => s.messageId)).size);
        expect(isFull).toBe(count >= rule.limit);
        const reset = Math.max(0, ...given.filter((s) => s.kind !== 'soft').map((s) => s.at.getTime()));
        if (last) expect(last.getTime()).toBeGreaterThan(reset);
      }),
    );
  });

  it.each([
    ['three in a row', soft(1, 2, 3), 3, true],
    ['two', soft(1, 2), 2, false],
    ['an open between', [...soft(1, 2, 4), sign('alive', 3)], 1, false],
    ['taken off the list between', [...soft(1, 2, 3, 5), sign('lifted', 4)], 1, false],
    ['one message told three times', [1, 2, 3].map((n) => sign('soft', n, 'same')), 1, false],
    ['the first too long ago', soft(0, 29, 31), 2, false],
  ])('%s', (_, given, count, isFull) => {
    expect(softStreak(given, rule)).toMatchObject({ count, isFull });
  });
});

describe('a refusal at the hand-over', () => {
  it.each([
    ['5.1.1', '550 5.1.1 <ada@uni.example>: Recipient address rejected: User unknown', 'hard'],
    ['550', '550 No such user here', 'hard'],
    ['5.2.1', '550 5.2.1 The email account that you tried to reach is disabled', 'hard'],
    ['5.2.2', '552 5.2.2 The email account that you tried to reach is over quota', 'soft'],
    ['4.2.2', '452 4.2.2 Mailbox full', 'soft'],
    ['5.4.4', '550 5.4.4 Host not found', 'undetermined'],
    ['550', '550 Relay access denied', 'undetermined'],
    ['550', '550 Domain not found', 'undetermined'],
    ['5.7.1', '550 5.7.1 Blocked by policy', 'undetermined'],
    ['policy', '554 Message rejected as spam', 'undetermined'],
    [null, '', 'undetermined'],
  ])('%s %s is %s', (code, words, expected) => {
    expect(refusalClass(code, words)).toBe(expected);
  });
});
