import { expect, it } from 'vitest';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';
import { chooseText, isUndecided, testSoFar } from './test-so-far';

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

it('a choice is spoken of as still to come only until it is made, or the campaign is cancelled', () => {
  const undecided = (status: string, decidedAt: string | null, plannedAt: string | null = at) =>
    isUndecided({ status, plannedAt, options: { decidedAt } } as unknown as Campaign);
  expect([undecided('sending', null), undecided('paused', null)]).toEqual([true, true]);
  expect([undecided('sending', at), undecided('completed', at)]).toEqual([false, false]);
  expect([undecided('cancelled', null), undecided('draft', null, null)]).toEqual([false, false]);
});

it('who chooses is told how many wait and get the variant, and when', () => {
  const never = 'A winner cannot be changed afterwards.';
  expect(chooseText(49, false)).toBe(`49 people wait for the winner and will get this variant. ${never}`);
  expect(chooseText(1, true)).toBe(
    `1 person waits for the winner and will get this variant when the campaign is resumed. ${never}`,
  );
  expect(chooseText(0, false)).toBe(`Nobody waits for it: this only marks which one won. ${never}`);
});
