import { formatNumber } from '@/components/ui/format';
import type { CampaignDraft } from './use-campaign-draft';

/** The least and the most that a number may be. */
export type Range = readonly [number, number];

/** What the numbers of a draft may be, as the schema of the verb has it; a test of 100 % is none. */
export const ranges = {
  weight: [1, 100],
  testPercent: [1, 99],
  holdoutPercent: [0, 50],
  perHour: [1, 100_000_000],
} as const satisfies Record<string, Range>;

/** What a number has to be that is not in this range; undefined when it is. */
export const outOf = (value: number, [least, most]: Range): string | undefined =>
  Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : `must be a whole number from ${formatNumber(least)} to ${formatNumber(most)}`;

/** Which field of “How it is sent” is wrong, and what it takes; null: none is. */
export function optionProblem(draft: CampaignDraft): string | null {
  const { variants, isTest, testPercent, holdoutPercent, perHour } = draft;
  for (const [position, { name, weight, templateId }] of variants.entries()) {
    if (name.trim() === '') return `Give variant ${position + 1} a name.`;
    const wrong = outOf(weight, ranges.weight);
    if (wrong) return `The weight of variant ${name} ${wrong}.`;
    if (position > 0 && !templateId) return `Choose a template for variant ${name}.`;
  }
  const numbers = [
    ['The part to test with', variants.length > 0 && isTest ? testPercent : 1, ranges.testPercent],
    ['The number an hour', perHour ?? 1, ranges.perHour],
    ['The control group', holdoutPercent, ranges.holdoutPercent],
  ] as const;
  for (const [label, value, range] of numbers) {
    const wrong = outOf(value, range);
    if (wrong) return `${label} ${wrong}.`;
  }
  return null;
}
