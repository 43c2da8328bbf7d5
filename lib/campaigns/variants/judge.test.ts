import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewestToTell, fisher, judge, zTest } from './judge';

const v = (position: number, sent: number, hits: number) => ({
  position,
  name: 'ABCDEFGH'[position] ?? '?',
  sent,
  hits,
});
const count = fc
  .tuple(fc.integer({ min: 0, max: 5000 }), fc.float({ min: 0, max: 1, noNaN: true }))
  .map(([sent, share]) => ({ sent, hits: Math.floor(sent * share) }));

describe('the tests behind a winner', () => {
  // The pooled test without a correction for continuity.
  it.each([
    [v(0, 1000, 231), v(1, 1000, 184), 0.009588],
    [v(0, 500, 50), v(1, 500, 50), 1],
    [v(0, 2000, 400), v(1, 1000, 150), 0.000866],
  ])('the z-test of %o and %o gives %f', (a, b, p) => expect(zTest(a, b)).toBeCloseTo(p, 4));

  // Fisher's own tea, and the convictions of twins in the textbooks.
  it.each([
    [v(0, 4, 3), v(1, 4, 1), 0.4857],
    [v(0, 12, 10), v(1, 18, 3), 0.0005367],
    [v(0, 20, 0), v(1, 20, 0), 1],
  ])('the exact test of %o and %o gives %f', (a, b, p) => expect(fisher(a, b)).toBeCloseTo(p, 4));
});

describe('judge', () => {
  it('says in plain words who leads and how seldom chance would do that, and claims no more', () => {
    expect(judge([v(0, 1000, 184), v(1, 1000, 231)], 'clicked')).toMatchObject({
      leader: 1,
      significant: true,
      sentence:
        '“B” leads with 23.1 % clicks against 18.4 % (p = 0.010). This passes the bar of 95 %: if both were equally good, chance would show such a difference about once in 100 tests.',
    });
    const close = judge([v(0, 500, 50), v(1, 500, 73)], 'clicked');
    expect(close).toMatchObject({ significant: true });
    expect(close.sentence).toMatch(/p = 0\.0[23]\d*\)\. .* about once in (2\d|3\d|4\d) tests\.$/);
    const plain = judge([v(0, 1000, 10), v(1, 1000, 200)], 'clicked').sentence;
    expect(plain).toContain(
      '(p < 0.001). This passes the bar of 95 %: if both were equally good, chance would show such a difference less than once in 1,000 tests.',
    );
    for (const sentence of [close.sentence, plain]) expect(sentence).not.toMatch(/certain|prove|real|doubt/);
  });

  it('calls a small difference too early to tell, and names the one in front', () => {
    const one = judge([v(0, 200, 40), v(1, 200, 44)], 'opened');
    expect(one).toMatchObject({ leader: 1, significant: false });
    expect(one.sentence).toMatch(/^Too early to tell: “B” has 22\.0 % opens against 20\.0 % of “A” \(p = 0\.\d+\)/);
  });

  it.each([
    [[v(0, 0, 0), v(1, 0, 0)], null, 'nobody got a variant yet'],
    [[v(0, 50, 5), v(1, 0, 0)], null, 'not every variant has reached somebody'],
    [[v(0, 50, 0), v(1, 60, 0)], null, 'there are no replies yet'],
    [[v(0, 4, 4), v(1, 4, 0)], 0, 'so few people that it says nothing'],
    [[v(0, 4, 2), v(1, 4, 2)], null, 'so few people that it says nothing'],
    [[v(0, 100, 10), v(1, 200, 20)], null, 'are level at 10.0 % replies'],
  ])('%o: leader %s, because %s', (variants, leader, why) => {
    const one = judge(variants, 'replied');
    expect(one).toMatchObject({ leader, significant: false });
    expect(one.sentence).toContain(why);
  });

  it('puts nobody in front without a difference, and still knows the first of the best', () => {
    expect(judge([v(0, 100, 5), v(1, 100, 20), v(2, 100, 20)], 'clicked')).toMatchObject({ leader: null, best: 1 });
    expect(judge([v(0, 0, 0), v(1, 100, 20)], 'clicked')).toMatchObject({ leader: null, best: 1 });
  });

  it('asks more of the leader the more variants there are', () => {
    const two = judge([v(0, 1000, 184), v(1, 1000, 225)], 'clicked');
    const many = judge([v(0, 1000, 184), v(1, 1000, 225), v(2, 1000, 100), v(3, 1000, 90)], 'clicked');
    expect(two.significant).toBe(true);
    expect(many.pValue).toBeGreaterThan(two.pValue ?? 1);
    expect(many.significant).toBe(false);
    expect(judge([v(0, 900, 20), v(1, 900, 90), v(2, 900, 30)], 'clicked').sentence).toContain(
      'if all were equally good',
    );
  });

  it('the leader has the highest share, the order of the variants changes nothing, and p stays between 0 and 1', () => {
    fc.assert(
      fc.property(fc.array(count, { minLength: 2, maxLength: 8 }), (given) => {
        const variants = given.map((c, position) => ({ ...c, position, name: `V${position}` }));
        const one = judge(variants, 'converted');
        expect(judge(variants.toReversed(), 'converted')).toEqual(one);
        if (one.pValue !== null) expect(one.pValue >= 0 && one.pValue <= 1).toBe(true);
        const leader = variants.find((each) => each.position === one.leader);
        for (const each of variants)
          if (leader && each.sent > 0) expect(each.hits / each.sent).toBeLessThanOrEqual(leader.hits / leader.sent);
      }),
    );
  });
});

describe('how many people a variant needs', () => {
  it.each([
    [2, 100],
    [3, 130],
    [8, 190],
  ])('of %d variants: %d, and with ten fewer twice as many may be chance', (variants, people) => {
    expect(fewestToTell(variants)).toBe(people);
    const others = (sent: number) => Array.from({ length: variants - 1 }, (_, i) => v(i + 1, sent, sent / 10));
    const twice = (sent: number) => judge([v(0, sent, sent / 5), ...others(sent)], 'clicked').significant;
    expect([twice(people), twice(people - 10)]).toEqual([true, false]);
  });
});
