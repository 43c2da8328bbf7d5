import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missing, outcomes, shownOutcomes, type OutcomeCounts } from './outcomes';

const none: OutcomeCounts = { planned: 0, sent: 0, deferred: 0, skipped: 0, failed: 0, uncertain: 0, inProgress: 0 };
const count = fc.nat({ max: 10_000_000 });
const terms = fc.record({
  sent: count,
  deferred: count,
  skipped: count,
  failed: count,
  uncertain: count,
  inProgress: count,
});

describe('the sum of outcomes', () => {
  it('adds up exactly when planned is the sum of all six', () => {
    fc.assert(
      fc.property(terms, (counts) => {
        const planned = Object.values(counts).reduce((sum, term) => sum + term, 0);
        expect(missing({ ...counts, planned })).toBe(0);
      }),
    );
  });

  it('says how many people are missing, whichever term lost them', () => {
    fc.assert(
      fc.property(terms, fc.constantFrom(...outcomes), fc.integer({ min: 1, max: 1_000 }), (counts, term, lost) => {
        const planned = Object.values(counts).reduce((sum, value) => sum + value, 0);
        expect(missing({ ...counts, planned, [term]: counts[term] - lost })).toBe(lost);
      }),
    );
  });

  it('shows in progress while anybody is in it, and never hides another term', () => {
    expect(shownOutcomes({ ...none, inProgress: 1 })).toEqual(outcomes);
    expect(shownOutcomes(none)).toEqual(['sent', 'deferred', 'skipped', 'failed', 'uncertain']);
  });
});
