import { describe, expect, it } from 'vitest';
import { atLeast, failureWords } from './failures';

const reunion = { name: 'Reunion', status: 'completed' } as const;
const counts = { failed: 140, bounced: 100, toDecide: 40, isCut: false };

describe('what Home says of failed messages', () => {
  it('is how many wait for a decision, and of how many, all of one reading', () => {
    expect(failureWords(reunion, counts)).toEqual({
      title: '40 failed messages of Reunion wait for a decision',
      detail:
        'Of 140 that failed, 100 because the mailbox or number is gone. No server took these messages. Try them again, or discard them.',
    });
    expect(
      failureWords({ ...reunion, status: 'cancelled' }, { ...counts, failed: 1, bounced: 0, toDecide: 1 }),
    ).toEqual({
      title: '1 failed message of Reunion waits for a decision',
      detail: 'No server took these messages. They can be discarded.',
    });
    expect(failureWords(reunion, { ...counts, toDecide: 0 })).toBeNull();
  });

  it('is no more than is known where not all were looked at', () => {
    const cut = { failed: 10_000, bounced: 9_999, toDecide: 1, isCut: true };
    expect(failureWords(reunion, cut)).toEqual({
      title: '1 or more failed messages of Reunion wait for a decision',
      detail: 'No server took these messages. Try them again, or discard them.',
    });
    expect(failureWords(reunion, { ...cut, toDecide: 10_000 })?.title).toMatch(/^10,000 or more failed messages/);
  });

  it('is no fewer than are left when all who bounced are taken off, also where none was met among those looked at', () => {
    const totals = {
      ...{ planned: 50_000, sent: 30_000, deferred: 0, skipped: 0, failed: 20_000, discarded: 500, uncertain: 0 },
      ...{ inProgress: 0, delivered: 0, opened: 0, clicked: 0, replied: 0, unsubscribed: 0, bounced: 19_400 },
      ...{ complained: 0, machineOpened: 0, machineClicked: 0 },
    };
    const campaign = { totals, failedBy: { said_not_sent: 10 } };
    const cut = { failed: 10_000, bounced: 10_000, toDecide: 0, isCut: true };
    expect(atLeast(campaign, cut).toDecide).toBe(90);
    expect(atLeast(campaign, { ...cut, toDecide: 95 }).toDecide).toBe(95);
    expect(atLeast(campaign, counts)).toEqual(counts);
  });
});
