import { expect, it } from 'vitest';
import type { Campaign } from '@/lib/campaigns/schema';
import { audienceFixed } from './audience-fixed';

const told = (sendLocal: boolean, recurrence: Campaign['options']['recurrence']) =>
  audienceFixed({ options: { sendLocal, recurrence } as Campaign['options'] });

it.each([
  [false, null, /^The audience is fixed at that moment: /],
  [true, null, /^The audience is fixed when the first place on earth has this hour \(UTC\+14\), up to 26 hours before/],
  [false, { rule: 'FREQ=DAILY', inWords: 'daily' }, /^Each run has an audience of its own, fixed when it begins: /],
  [
    true,
    { rule: 'FREQ=DAILY', inWords: 'daily' },
    /^Each run has an audience of its own, fixed when the first place on earth has this hour/,
  ],
])('by each person’s clock %s, series %j: the moment at which the audience is fixed is told', (local, rule, words) => {
  expect(told(local, rule)).toMatch(words);
});
