import { describe, expect, it } from 'vitest';
import type { Campaign } from '@/lib/campaigns/schema';
import { caughtAdvice, caughtNote, caughtPart } from './caught-note';

const campaign = (count: number, of: number, sent = of) =>
  ({ caught: { count, of }, totals: { sent } }) as Pick<Campaign, 'caught' | 'totals'>;

describe('what the sandbox caught of a campaign', () => {
  it('is told beside how many were sent', () => {
    expect(caughtNote(campaign(55, 60))).toBe('55 of the 60 sent were caught by the sandbox and reached nobody.');
    expect(caughtNote(campaign(1, 1200))).toBe('1 of the 1,200 sent was caught by the sandbox and reached nobody.');
    expect(caughtPart(campaign(1200, 1300))).toBe('1,200 in the sandbox');
  });

  it('is told of all where it is all', () => {
    expect(caughtNote(campaign(60, 60))).toBe('All 60 sent were caught by the sandbox and reached nobody.');
    expect(caughtNote(campaign(1, 1))).toBe('The only one sent was caught by the sandbox and reached nobody.');
  });

  it('is told of those that were looked at, while more have been sent', () => {
    expect(caughtNote(campaign(55, 60, 90))).toBe(
      'Of the first 60 sent, 55 were caught by the sandbox and reached nobody; the others are being counted.',
    );
  });

  it('goes to everybody again by a clone, which is advised only where nobody got it', () => {
    expect(caughtAdvice({ count: 1, of: 60 })).toBe(
      'It does not go out later. A clone goes to everybody once more, also to those who got it.',
    );
    expect(caughtAdvice({ count: 60, of: 60 })).toBe(
      'They do not go out later. To send it for real, clone it once the sandbox is off.',
    );
  });

  it('is not told where it caught none', () => {
    const sent = { caught: null, totals: { sent: 60 } } as Pick<Campaign, 'caught' | 'totals'>;
    expect([caughtNote(sent), caughtPart(sent)]).toEqual([null, null]);
  });
});
