import { formatNumber } from '@/components/ui/format';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';

export interface SoFar {
  /** A difference is more than chance, and all who get a variant first have it: none is told as won before. */
  leads: boolean;
  title: string;
  /** How many have none yet; empty when all have. */
  left: string;
}

const isOver = ({ status }: Campaign) => status === 'completed' || status === 'cancelled';

/** Whether a winner can still be chosen. */
export const isUndecided = ({ options, plannedAt, status }: Campaign): boolean =>
  options.decidedAt === null && plannedAt !== null && status !== 'cancelled';

/** What choosing a winner does to those who wait for one. */
export function chooseText(waiting: number, isPaused: boolean): string {
  const wait = waiting === 1 ? '1 person waits' : `${formatNumber(waiting)} people wait`;
  const does =
    waiting > 0
      ? `${wait} for the winner and will get this variant${isPaused ? ' when the campaign is resumed' : ''}.`
      : 'Nobody waits for it: this only marks which one won.';
  return `${does} A winner cannot be changed afterwards.`;
}

/** What the numbers of variants say while they are still being sent, and afterwards. Pure. */
export function testSoFar(campaign: Campaign, { significant, sentence, waiting }: CampaignVariants): SoFar {
  const { options, totals, plannedAt } = campaign;
  const left = Math.max(0, totals.inProgress + totals.deferred - waiting);
  const isTest = options.testPercent < 100;
  const isSent = isOver(campaign) || (isTest ? options.testSentAt !== null : plannedAt !== null && left === 0);
  if (isSent) return { leads: significant, title: sentence, left: '' };
  const are = left === 1 ? 'is' : 'are';
  return {
    leads: false,
    title: significant ? `So far: ${sentence}` : sentence,
    left:
      left > 0 ? `${formatNumber(left)} ${isTest ? 'of the test ' : ''}${are} not sent yet, so this may change.` : '',
  };
}
