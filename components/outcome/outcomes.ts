import type { Tone } from '../ui/badge';
import type { IconName } from '../ui/icons';

/** The six places where a planned message can be, in the order of every sum. */
export const outcomes = ['sent', 'deferred', 'skipped', 'failed', 'uncertain', 'inProgress'] as const;
export type Outcome = (typeof outcomes)[number];
export type OutcomeCounts = { planned: number } & Record<Outcome, number>;

export const outcomeWords: Record<Outcome, { word: string; tone: Tone; icon: IconName }> = {
  sent: { word: 'Sent', tone: 'good', icon: 'check' },
  deferred: { word: 'Deferred', tone: 'warn', icon: 'clock' },
  skipped: { word: 'Skipped', tone: 'quiet', icon: 'ban' },
  failed: { word: 'Failed', tone: 'bad', icon: 'x' },
  uncertain: { word: 'Uncertain', tone: 'unsure', icon: 'circle-question-mark' },
  inProgress: { word: 'In progress', tone: 'live', icon: 'loader' },
};

/** planned − the sum of the six: 0 when it adds up, else how many are missing (positive) or too many (negative). */
export function missing(counts: OutcomeCounts): number {
  return counts.planned - outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** The terms to show: all while running; at the end without "in progress", unless somebody is still in it. */
export function shownOutcomes(counts: OutcomeCounts): readonly Outcome[] {
  return outcomes.filter((outcome) => outcome !== 'inProgress' || counts.inProgress > 0);
}
