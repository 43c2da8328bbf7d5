import { expect, it } from 'vitest';
import { holdoutOf } from './holdout';

const people = (sent: number, did: number, held: number, heldDid: number) => ({
  ...{ sent, did, converted: did, held, heldDid },
});

it('compares the rates of those who got it and of those who were kept apart, and says whether that may be chance', () => {
  expect(holdoutOf(people(900, 90, 100, 2))).toMatchObject({
    ...{ got: { people: 900, converted: 90 }, kept: { people: 100, converted: 2 }, significant: true },
    sentence: expect.stringMatching(/^“Got it” leads with 10\.0 % conversions against 2\.0 % \(p = /),
  });
  expect(holdoutOf(people(900, 90, 100, 2))?.lift).toBeCloseTo(8);
  const behind = holdoutOf(people(900, 90, 100, 11));
  expect(behind).toMatchObject({ significant: false });
  expect(behind?.lift).toBeCloseTo(-1);
  expect(behind?.sentence).toMatch(/^Too early to tell: “Control group” has 11\.0 %/);
});

it('is not there where nobody was kept apart, and tells nothing before anybody got it', () => {
  expect(holdoutOf(null)).toBeNull();
  expect(holdoutOf(people(10, 1, 0, 0))).toBeNull();
  expect(holdoutOf(people(0, 0, 5, 1))).toMatchObject({ lift: null, pValue: null, significant: false });
});
