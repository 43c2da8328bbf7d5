import { metricWords } from '@/components/campaigns/words';
import { Card } from '@/components/ui/card';
import { formatDue, formatExact, formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { Time } from '@/components/ui/time';
import { readVariants } from '@/lib/campaigns';
import type { Campaign, CampaignVariants } from '@/lib/campaigns/schema';
import { mayOpen } from '@/lib/platform/page';
import type { Ctx } from '@/lib/platform/context';
import { isUndecided, testSoFar, type SoFar } from './test-so-far';
import { VariantsTable } from './variants-table';

/** How each variant does by people, who leads and whether that is more than chance, and the choice. */
export async function VariantsCard({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  if (campaign.options.variants.length === 0) return null;
  const numbers = await readVariants(ctx, { id: campaign.id });
  const open = isUndecided(campaign);
  const mayChoose = open && mayOpen(ctx, 'campaigns:send');
  const soFar = testSoFar(campaign, numbers);
  return (
    <Card
      title="Variants"
      meta={<Counted {...{ campaign, numbers }} now={ctx.clock.now()} zone={ctx.timeZone} />}
      flush
    >
      <div className="p-4 pb-3">
        <Verdict campaign={campaign} numbers={numbers} soFar={soFar} zone={ctx.timeZone} />
      </div>
      <VariantsTable {...{ campaign, numbers, mayChoose }} tenant={ctx.tenant} leads={soFar.leads} isOpen={open} />
    </Card>
  );
}

type CountedProps = { campaign: Campaign; numbers: CampaignVariants; now: Date; zone: string };

function Counted({ campaign, numbers: { countedAt, stale }, now, zone }: CountedProps) {
  const { options } = campaign;
  if (!countedAt) return 'Counted as soon as something is sent';
  return (
    <span>
      People counted <Time at={countedAt} now={now} zone={zone} ago />, machines left out
      {options.decidedAt && options.testPercent < 100 ? ', who got it in the test and after it together' : ''}
      {stale ? '; newer events are being counted' : ''}.
      {isUndecided(campaign) ? ' The choice counts anew, without those who bounced.' : ''}
    </span>
  );
}

type VerdictProps = { campaign: Campaign; numbers: CampaignVariants; soFar: SoFar; zone: string };

function Verdict({ campaign, numbers, soFar, zone }: VerdictProps) {
  const { decision, decidedAt, variants, winnerMetric, testPercent, decideAfter } = campaign.options;
  const waiting = `${formatNumber(numbers.waiting)} ${numbers.waiting === 1 ? 'person waits' : 'people wait'}`;
  if (decision && decision.winner !== null) {
    const by = decision.by.startsWith('job:') ? 'by itself' : 'by hand';
    return (
      <Note
        tone="good"
        title={`“${variants[decision.winner]?.name ?? ''}” was chosen ${by}${decidedAt ? `, ${formatExact(decidedAt, zone)}` : ''}.`}
      >
        {testPercent < 100 ? `In the test: ${decision.sentence}` : decision.sentence}
      </Note>
    );
  }
  const when = numbers.decidesAt
    ? `The winner is chosen by itself, ${formatDue(numbers.decidesAt, zone)}.`
    : decision || decideAfter === null
      ? 'It is chosen by you.'
      : 'The time to the choice counts from when the test is sent.';
  const rest =
    numbers.waiting > 0
      ? `${metricWords[winnerMetric].most} win${testPercent < 100 ? ` among the ${testPercent} % who got a variant first` : ''}. ${waiting} for the winner. ${when}`
      : numbers.countedAt && !soFar.left
        ? 'Everybody got a variant; nobody waits for a winner.'
        : '';
  return (
    <Note tone={soFar.leads ? 'good' : 'info'} title={soFar.title}>
      {[soFar.left, rest].filter(Boolean).join(' ') || null}
    </Note>
  );
}
