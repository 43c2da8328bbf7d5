import { describe, expect, it } from 'vitest';
import { isUndecided, listedTotal, undecidedTotal } from './recipient-totals';

/** 10 failed: 6 by 5.7.1, 3 by 4.2.0, 1 that somebody said was not sent; of the first two so many are discarded. */
const campaign = (discarded: number) => ({
  totals: {
    ...{ planned: 40, sent: 30, deferred: 0, skipped: 0, failed: 10, uncertain: 0, inProgress: 0, discarded },
    ...{ delivered: 0, opened: 5, clicked: 0, replied: 0, unsubscribed: 0, bounced: 0, complained: 0, converted: 0 },
    ...{ machineOpened: 0, machineClicked: 0 },
  },
  failedBy: { '5.7.1': 6, '4.2.0': 3, said_not_sent: 1 },
  skippedBy: {},
  deferredBy: {},
});

describe('the number of a list of recipients', () => {
  it('is that of its filters', () => {
    const of = (filters: Parameters<typeof listedTotal>[1]) => listedTotal(campaign(4), filters);
    expect(of({})).toBe(40);
    expect(of({ outcome: 'failed' })).toBe(10);
    expect(of({ outcome: 'failed', reason: '5.7.1' })).toBe(6);
    expect(of({ outcome: 'failed', undecided: 'true' })).toBe(5);
    expect(of({ event: 'opened' })).toBe(5);
  });

  it('is not told where it is not known: with a reason while any are discarded, of those to decide about while any bounced', () => {
    const filters = { outcome: 'failed', reason: '5.7.1', undecided: 'true' } as const;
    expect(listedTotal(campaign(4), filters)).toBeUndefined();
    expect(listedTotal(campaign(0), filters)).toBe(6);
    const { totals, ...by } = campaign(0);
    const bounced = { ...by, totals: { ...totals, bounced: 1 } };
    expect(listedTotal(bounced, { outcome: 'failed', undecided: 'true' })).toBeUndefined();
    expect(undecidedTotal(campaign(4), { reason: '5.7.1' })).toBeUndefined();
    expect(undecidedTotal(campaign(0), { reason: '5.7.1' })).toBe(6);
    expect(undecidedTotal(campaign(4), {})).toBe(5);
    expect(undecidedTotal(campaign(4), { reason: 'said_not_sent' })).toBe(0);
  });

  it('is not offered to be chosen as a whole where who bounced is meant by that and not in the list', () => {
    const { totals, ...by } = campaign(0);
    const bounced = { ...by, totals: { ...totals, bounced: 1 } };
    expect(undecidedTotal(bounced, { undecided: 'true' })).toBeNull();
    expect(undecidedTotal(bounced, { undecided: 'true', reason: '5.7.1' })).toBeNull();
    expect(undecidedTotal(bounced, {})).toBe(9);
    expect(undecidedTotal(campaign(0), { undecided: 'true' })).toBe(9);
  });
});

it.each([
  ['is refused', { discarded: null, reason: '5.7.1' }, true],
  ['is discarded', { discarded: { at: '2026-03-02T09:00:00.000Z', by: 'Ada' }, reason: '5.7.1' }, false],
  ['somebody said was not sent', { discarded: null, reason: 'said_not_sent' }, false],
  ['waits for a rule', { discarded: null, reason: 'quiet_hours' }, true],
] as const)('a message that %s can be chosen only where nobody decided about it', (_, row, can) => {
  expect(isUndecided(row)).toBe(can);
});
