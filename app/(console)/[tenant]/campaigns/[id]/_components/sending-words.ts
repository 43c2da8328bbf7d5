import { chosenText } from '@/components/campaigns/expected';
import { formatDue } from '@/components/ui/format';
import type { Campaign, CampaignOutlook } from '@/lib/campaigns/schema';

/** When a campaign that is being sent will be done, or what that waits for; null: nobody is left to be told of. */
export function endText(outlook: CampaignOutlook, isPlanned: boolean, zone: string): string | null {
  if (outlook.silence) return 'Known again when the server answers.';
  if (outlook.refusal?.mend) return 'Known again when the sign-in works.';
  if (outlook.refusal) return 'Known again when the server takes messages.';
  if (outlook.finishAt) return formatDue(outlook.finishAt, zone);
  if (outlook.left === 0 || !isPlanned) return null;
  return outlook.waits ? 'Known when a winner is chosen.' : 'Not known yet: nothing was measured.';
}

/** Who gets a variant first and who the winner, and what of that is past. */
export function testShareText({ options, totals }: Pick<Campaign, 'options' | 'totals'>): string {
  const { testPercent, decideAfter, decidedAt } = options;
  if (!decidedAt) return `${testPercent} % get a variant first, the others the winner, ${chosenText(decideAfter)}.`;
  const get = totals.inProgress + totals.deferred > 0 ? 'get ' : '';
  return `${testPercent} % got a variant first, the others ${get}the winner.`;
}
