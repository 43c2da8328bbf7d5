import Link from 'next/link';
import { startText } from '@/components/campaigns/when';
import { Card } from '@/components/ui/card';
import { DescriptionList, type Description } from '@/components/ui/description-list';
import { formatNumber } from '@/components/ui/format';
import type { Campaign, CampaignOutlook } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { endText, testShareText } from './sending-words';

/** `outlook`: of one that is being sent. */
type SendingCardProps = { ctx: Ctx; campaign: Campaign; outlook: CampaignOutlook | null };

/** How it is sent where that is not at once and to everybody, and when the last one will have been handed over. */
export function SendingCard({ ctx, campaign, outlook }: SendingCardProps) {
  const { options, scheduledAt } = campaign;
  const { perHour, sendLocal, localPast, holdoutPercent, seriesId, runNumber, variants, testPercent } = options;
  const end = outlook && endText(outlook, campaign.plannedAt !== null, ctx.timeZone);
  const items: (Description | null)[] = [
    end ? { term: 'Expected to be done', value: end } : null,
    sendLocal && scheduledAt
      ? {
          term: 'Local time',
          value: `${startText(scheduledAt, ctx.timeZone, true)}; ${localPast === 'now' ? 'at once' : 'on the next day'} where it was over.`,
        }
      : null,
    variants.length > 0 && testPercent < 100 ? { term: 'Test', value: testShareText(campaign) } : null,
    perHour ? { term: 'Pace', value: `At most ${formatNumber(perHour)} an hour` } : null,
    holdoutPercent > 0 ? { term: 'Control group', value: `${holdoutPercent} % of the audience get nothing` } : null,
    seriesId
      ? {
          term: 'Series',
          value: (
            <>
              Run {runNumber} of{' '}
              <Link className="link" href={pages.campaign(ctx.tenant, seriesId)}>
                its series
              </Link>
            </>
          ),
        }
      : null,
  ];
  const told = items.filter((item) => item !== null);
  if (told.length === 0) return null;
  return (
    <Card title="How it is sent">
      <DescriptionList items={told} />
    </Card>
  );
}
