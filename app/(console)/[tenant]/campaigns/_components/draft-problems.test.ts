import { describe, expect, it } from 'vitest';
import { CampaignOptions, Variant } from '@/lib/campaigns/schema';
import { optionProblem, outOf, ranges } from './draft-problems';
import type { CampaignDraft } from './use-campaign-draft';

const draft: CampaignDraft = {
  ...{ name: 'Appeal', segmentIds: [], excludedSegmentIds: [], templateId: 'a', topicId: null, senderId: null },
  ...{ trackOpens: true, trackClicks: true, variants: [], rule: null, isTest: false, testPercent: 20 },
  ...{ winnerMetric: 'clicked', decideAfter: null, ifUnclear: 'leader', holdoutPercent: 0 },
  ...{ sendLocal: false, localPast: 'now', perHour: null },
};
const variant = { name: 'A', templateId: 'a', templateName: 'Letter', subject: '', weight: 1 };

describe('the numbers of how a campaign is sent', () => {
  it.each(['holdoutPercent', 'perHour', 'testPercent', 'weight'] as const)(
    '%s: the form takes what the verb takes, but for a test of everybody',
    (name) => {
      const schema = name === 'weight' ? Variant.shape.weight : CampaignOptions.shape[name];
      for (const value of [-5, -1, 0, 1, 1.5, 49, 50, 51, 99, 101, 150, 100_000_000, 100_000_001])
        expect([value, outOf(value, ranges[name]) === undefined]).toEqual([value, schema.safeParse(value).success]);
      expect(outOf(100, ranges.testPercent)).toBe('must be a whole number from 1 to 99');
      expect(outOf(NaN, ranges[name])).toMatch(/^must be a whole number from /);
    },
  );

  it.each([
    [{}, null],
    [{ holdoutPercent: 150 }, 'The control group must be a whole number from 0 to 50.'],
    [{ holdoutPercent: -5 }, 'The control group must be a whole number from 0 to 50.'],
    [{ perHour: 0 }, 'The number an hour must be a whole number from 1 to 100,000,000.'],
    [{ testPercent: 0 }, null],
    [{ isTest: true, testPercent: 0 }, null],
    [
      { isTest: true, testPercent: 100, variants: [variant, { ...variant, name: 'B' }] },
      'The part to test with must be a whole number from 1 to 99.',
    ],
    [
      { variants: [variant, { ...variant, name: 'B', weight: 0 }] },
      'The weight of variant B must be a whole number from 1 to 100.',
    ],
    [{ variants: [variant, { ...variant, name: ' ' }] }, 'Give variant 2 a name.'],
    [{ variants: [variant, { ...variant, name: 'B', templateId: null }] }, 'Choose a template for variant B.'],
  ])('%o: the way on says “%s”', (part, says) => expect(optionProblem({ ...draft, ...part })).toBe(says));
});
