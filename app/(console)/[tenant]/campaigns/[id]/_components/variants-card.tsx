import Link from 'next/link';
import { metricWords } from '@/components/campaigns/words';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { formatExact, formatNumber, formatRate } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { Time } from '@/components/ui/time';
import { readVariants } from '@/lib/campaigns';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';
import { comesBack, winnerMetrics } from '@/lib/campaigns/vocabulary';
import { pages } from '@/lib/paths';
import { mayOpen } from '@/lib/platform/page';
import type { Ctx } from '@/lib/platform/context';
import { ChooseWinner } from './choose-winner';

const cell = 'h-9 border-b border-line px-3 text-right whitespace-nowrap figures max-sm:px-2';
const head = 'h-8.5 border-b border-line px-3 text-right font-medium max-sm:px-2';

/** How each variant does by people, who leads and whether that is more than chance, and the choice. */
export async function VariantsCard({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  const { options, status, plannedAt } = campaign;
  if (options.variants.length === 0) return null;
  const metrics = winnerMetrics.filter((metric) => comesBack(campaign.channel, metric));
  const numbers = await readVariants(ctx, { id: campaign.id });
  const list = (variant: number, event?: string) =>
    pages.campaign(ctx.tenant, campaign.id, {
      tab: 'recipients',
      ...(event ? { event } : { outcome: 'sent' }),
      variant,
    });
  const open = options.decidedAt === null && plannedAt !== null && status !== 'cancelled';
  const mayChoose = open && mayOpen(ctx, 'campaigns:send');
  return (
    <Card title="Variants" meta={<Counted numbers={numbers} now={ctx.clock.now()} zone={ctx.timeZone} />} flush>
      <div className="p-4 pb-3">
        <Verdict campaign={campaign} numbers={numbers} zone={ctx.timeZone} />
      </div>
      <div
        className="relative overflow-x-auto scroll-thin"
        role="region"
        aria-label="Variants and their numbers"
        tabIndex={0}
      >
        <table className="w-full border-separate border-spacing-0">
          <thead>
            <tr className="text-xs text-ink-3">
              <th scope="col" className="h-8.5 border-y border-line px-4 text-left font-medium">
                Variant
              </th>
              <th scope="col" className={`${head} border-t`}>
                Sent
              </th>
              {metrics.map((metric) => (
                <th key={metric} scope="col" className={`${head} border-t`}>
                  {metricWords[metric].noun}
                </th>
              ))}
              {mayChoose ? (
                <th scope="col" className={`${head} border-t`}>
                  <span className="sr-only">Choice</span>
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {numbers.variants.map((variant) => (
              <tr key={variant.position}>
                <th scope="row" className="h-9 border-b border-line px-4 py-1 text-left font-medium">
                  <span dir="auto" className="mr-1 inline-block max-w-60 min-w-16 break-words">
                    {variant.name}
                  </span>{' '}
                  {variant.isWinner ? (
                    <Badge tone="good">Winner</Badge>
                  ) : numbers.leader === variant.position && open ? (
                    <Badge>{numbers.significant ? 'Leads' : 'In front'}</Badge>
                  ) : null}
                  <Says campaign={campaign} position={variant.position} />
                </th>
                <td className={cell}>
                  <Link className="link" href={list(variant.position)} aria-label={`Variant ${variant.name}: list`}>
                    {formatNumber(variant.sent)}
                  </Link>
                </td>
                {metrics.map((metric) => (
                  <td key={metric} className={`${cell} ${metric === options.winnerMetric ? 'font-semibold' : ''}`}>
                    {formatRate(variant[metric], variant.sent)}{' '}
                    <Link
                      className="link text-xs font-normal"
                      href={list(variant.position, metric)}
                      aria-label={`${formatNumber(variant[metric])} ${metric} of variant ${variant.name}: list`}
                    >
                      {formatNumber(variant[metric])}
                    </Link>
                  </td>
                ))}
                {mayChoose ? (
                  <td className={cell}>
                    <ChooseWinner
                      tenant={ctx.tenant}
                      id={campaign.id}
                      position={variant.position}
                      name={variant.name}
                      waiting={numbers.waiting}
                    />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** What a variant says: its subject, and its template where these differ or there is no subject. */
function Says({ campaign, position }: { campaign: Campaign; position: number }) {
  const { variants } = campaign.options;
  const variant = variants.find((each) => each.position === position);
  if (!variant) return null;
  const subject = variant.subject ?? (variant.templateId === campaign.templateId ? campaign.subject : '');
  const differ = variants.some((each) => each.templateId !== variant.templateId);
  const says = [subject, differ || !subject ? variant.templateName : ''].filter(Boolean).join(' · ');
  return (
    <span dir="auto" className="block max-w-60 min-w-32 text-xs font-normal break-words text-ink-3">
      {says}
    </span>
  );
}

function Counted({ numbers: { countedAt, stale }, now, zone }: { numbers: CampaignVariants; now: Date; zone: string }) {
  if (!countedAt) return 'Counted as soon as something is sent';
  return (
    <span>
      People counted <Time at={countedAt} now={now} zone={zone} ago />, machines left out
      {stale ? '; newer events are being counted' : ''}. The choice counts anew, without those who bounced.
    </span>
  );
}

type VerdictProps = { campaign: Campaign; numbers: CampaignVariants; zone: string };

function Verdict({ campaign, numbers, zone }: VerdictProps) {
  const { decision, decidedAt, variants, winnerMetric, testPercent, decideAfter } = campaign.options;
  const waiting = `${formatNumber(numbers.waiting)} ${numbers.waiting === 1 ? 'person waits' : 'people wait'}`;
  if (decision && decision.winner !== null) {
    const by = decision.by.startsWith('job:') ? 'by itself' : 'by hand';
    return (
      <Note
        tone="good"
        title={`“${variants[decision.winner]?.name ?? ''}” was chosen ${by}${decidedAt ? `, ${formatExact(decidedAt, zone)}` : ''}.`}
      >
        {decision.sentence}
      </Note>
    );
  }
  const when = numbers.decidesAt
    ? `The winner is chosen by itself, ${formatExact(numbers.decidesAt, zone)}.`
    : decision || decideAfter === null
      ? 'It is chosen by you.'
      : 'The time to the choice counts from when the test is sent.';
  return (
    <Note tone={numbers.significant ? 'good' : 'info'} title={numbers.sentence}>
      {numbers.waiting > 0
        ? `${metricWords[winnerMetric].most} win${testPercent < 100 ? ` among the ${testPercent} % who got a variant first` : ''}. ${waiting} for the winner. ${when}`
        : numbers.countedAt
          ? 'Everybody got a variant; nobody waits for a winner.'
          : null}
    </Note>
  );
}
