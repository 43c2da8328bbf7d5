import Link from 'next/link';
import { metricWords } from '@/components/campaigns/words';
import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { formatNumber, formatRate } from '@/components/ui/format';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';
import { comesBack, winnerMetrics } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import { ChooseWinner } from './choose-winner';

type VariantsTableProps = {
  tenant: string;
  campaign: Campaign;
  numbers: CampaignVariants;
  /** The one in front leads by more than chance. */
  leads: boolean;
  /** No winner is chosen yet. */
  isOpen: boolean;
  mayChoose: boolean;
};

// On a phone each variant has two lines: what it is, and its numbers.
const line = 'max-md:grid max-md:border-b max-md:border-line max-md:px-2';
const cell = 'border-line px-2 text-right whitespace-nowrap figures last:pr-4 md:border-b max-md:last:pr-2';
const heads = 'h-8.5 border-line text-xs font-medium text-ink-3 md:border-y';
const head = `${heads} px-2 text-right last:pr-4 max-md:flex max-md:items-center max-md:justify-end max-md:last:pr-2`;

/** The numbers of each variant, by people; each opens its list. */
export function VariantsTable({ tenant, campaign, numbers, leads, isOpen, mayChoose }: VariantsTableProps) {
  const metrics = winnerMetrics.filter((metric) => comesBack(campaign.channel, metric));
  const columns = { gridTemplateColumns: `repeat(${metrics.length + 1}, minmax(0, 1fr))` };
  const list = (variant: number, event?: string) =>
    pages.campaign(tenant, campaign.id, { tab: 'recipients', ...(event ? { event } : { outcome: 'sent' }), variant });
  return (
    <div
      className="overflow-x-auto -outline-offset-2 scroll-thin"
      role="region"
      aria-label="Variants and their numbers"
      tabIndex={0}
    >
      <table role="table" className="w-full border-separate border-spacing-0 max-md:block">
        <thead role="rowgroup" className="max-md:block">
          <tr role="row" className={cn(line, 'max-md:border-t')} style={columns}>
            <th role="columnheader" scope="col" className={cn(heads, 'pr-2 pl-4 text-left max-md:hidden')}>
              Variant
            </th>
            <th role="columnheader" scope="col" className={head}>
              Sent
            </th>
            {metrics.map((metric) => (
              <th role="columnheader" key={metric} scope="col" className={head}>
                {metricWords[metric].noun}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:block">
          {numbers.variants.map((variant) => (
            <tr role="row" key={variant.position} className={cn(line, 'max-md:pb-2')} style={columns}>
              <th
                role="rowheader"
                scope="row"
                className="border-line py-2 pr-2 pl-4 text-left font-medium max-md:col-span-full max-md:px-2 md:border-b"
              >
                <span className="flex flex-wrap items-center gap-x-2">
                  <span dir="auto" className="min-w-0 break-words">
                    {variant.name}
                  </span>
                  {variant.isWinner ? (
                    <Badge tone="good">Winner</Badge>
                  ) : numbers.leader === variant.position && isOpen ? (
                    <Badge>{leads ? 'Leads' : 'In front'}</Badge>
                  ) : null}
                </span>
                <Says campaign={campaign} position={variant.position} />
                {mayChoose ? (
                  <span className="mt-1.5 block">
                    <ChooseWinner
                      tenant={tenant}
                      id={campaign.id}
                      position={variant.position}
                      name={variant.name}
                      waiting={numbers.waiting}
                      isPaused={campaign.status === 'paused'}
                    />
                  </span>
                ) : null}
              </th>
              <td role="cell" className={cell}>
                <Link className="link" href={list(variant.position)} aria-label={`Variant ${variant.name}: list`}>
                  {formatNumber(variant.sent)}
                </Link>
              </td>
              {metrics.map((metric) => (
                <td
                  role="cell"
                  key={metric}
                  className={cn(cell, metric === campaign.options.winnerMetric && 'font-semibold')}
                >
                  {formatRate(variant[metric], variant.sent)}
                  <Link
                    className="link block text-xs font-normal"
                    href={list(variant.position, metric)}
                    aria-label={`${formatNumber(variant[metric])} ${metric} of variant ${variant.name}: list`}
                  >
                    {formatNumber(variant[metric])}
                  </Link>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a variant says: its subject, and its template where these differ or there is no subject. */
function Says({ campaign, position }: { campaign: Campaign; position: number }) {
  const { variants } = campaign.options;
  const variant = variants.find((each) => each.position === position);
  if (!variant) return null;
  const before = variant.templateId === campaign.templateId ? campaign.subject : '';
  const subject = variant.subject ?? variant.templateSubject ?? before;
  const differ = variants.some((each) => each.templateId !== variant.templateId);
  const says = [subject, differ || !subject ? variant.templateName : ''].filter(Boolean).join(' · ');
  return (
    <span dir="auto" className="block max-w-72 text-xs font-normal break-words text-ink-3">
      {says}
    </span>
  );
}
