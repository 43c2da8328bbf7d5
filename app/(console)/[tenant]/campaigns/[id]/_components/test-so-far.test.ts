import { expect, it } from 'vitest';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';
import { testSoFar } from './test-so-far';

const at = '2026-05-01T09:00:00.000Z';
const asked = (testPercent: number, testSentAt: string | null, inProgress: number, status = 'sending', deferred = 20) =>
  ({
    ...{ status, plannedAt: at, options: { testPercent, testSentAt } },
    totals: { inProgress, deferred },
  }) as unknown as Campaign;
const numbers = (significant: boolean, waiting: number) =>
  ({ significant, sentence: 'B leads.', waiting }) as CampaignVariants;

it('nobody is told to lead before the test has been sent, and how many of it have nothing yet is said', () => {
  const left = '90 of the test are not sent yet, so this may change.';
  expect(testSoFar(asked(10, null, 970), numbers(true, 900))).toEqual({
    leads: false,
    title: 'So far: B leads.',
    left,
  });
  expect(testSoFar(asked(10, null, 970), numbers(false, 900))).toEqual({ leads: false, title: 'B leads.', left });
  expect(testSoFar(asked(10, null, 881), numbers(true, 900)).left).toBe(
    '1 of the test is not sent yet, so this may change.',
  );
  // Counted before the last of them went: nobody is left, and it is noted as sent in a moment.
  expect(testSoFar(asked(10, null, 870), numbers(true, 900))).toMatchObject({ leads: false, left: '' });
});

it('a difference counts once the test has been sent, whoever a server still defers, and once all is over', () => {
  const sent = { leads: true, title: 'B leads.', left: '' };
  expect(testSoFar(asked(10, at, 970), numbers(true, 900))).toEqual(sent);
  expect(testSoFar(asked(10, null, 0, 'cancelled'), numbers(true, 0))).toEqual(sent);
  expect(testSoFar(asked(10, at, 970), numbers(false, 900))).toEqual({ ...sent, leads: false });
});

it('where everybody gets a variant, it counts once all have theirs', () => {
  const left = '30 are not sent yet, so this may change.';
  expect(testSoFar(asked(100, null, 10), numbers(true, 0))).toEqual({ leads: false, title: 'So far: B leads.', left });
  expect(testSoFar(asked(100, null, 0, 'sending', 0), numbers(true, 0))).toMatchObject({
    leads: true,
    title: 'B leads.',
  });
});
