import Link from 'next/link';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { formatExact, formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import { CameBack } from './came-back';
import { SettleAll } from './settle';
import { WhereCard } from './where-card';

type ReportProps = { tenant: string; campaign: Campaign; zone: string; maySettle: boolean };

/** Where everybody is, why some were left out, and what came back. */
export function ReportTab({ tenant, campaign, zone, maySettle }: ReportProps) {
  const { id, totals, status } = campaign;
  const list = (params: { outcome?: string }) => pages.campaign(tenant, id, { tab: 'recipients', ...params });
  const planning = status === 'sending' && !campaign.plannedAt;
  const at = (instant: string | null) => (instant ? formatExact(instant, zone) : null);
  return (
    <div className="flex flex-col gap-4">
      {status === 'scheduled' && campaign.scheduledAt ? (
        <Note tone="info" icon="clock" title={`Starts ${formatExact(campaign.scheduledAt, zone)}.`}>
          The audience is fixed at that moment: who joins the segments until then is included.
        </Note>
      ) : null}
      {planning && totals.planned > 0 ? (
        <Note tone="info" title="The audience is being planned.">
          {formatNumber(totals.planned)} {totals.planned === 1 ? 'person is' : 'people are'} planned so far; sending has
          begun with them.
        </Note>
      ) : null}
      <WhereCard tenant={tenant} campaign={campaign} zone={zone} maySend={maySettle} />
      {totals.uncertain > 0 ? (
        <Note
          tone="unsure"
          title={`${formatNumber(totals.uncertain)} uncertain.`}
          actions={
            <>
              <ButtonLink size="sm" href={list({ outcome: 'uncertain' })}>
                List
              </ButtonLink>
              {maySettle ? <SettleAll tenant={tenant} id={id} count={totals.uncertain} /> : null}
            </>
          }
        >
          The hand-over began and no answer came back. They are not re-sent, so that nobody gets it twice; each settles
          when a delivery, an open, a reply or a bounce is reported, or when you decide.
        </Note>
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <CameBack tenant={tenant} campaign={campaign} />
        <Card title="This campaign">
          <DescriptionList
            items={[
              {
                term: 'To',
                value: campaign.segments
                  .filter((each) => !each.excluded)
                  .map((each) => each.name)
                  .join(', '),
              },
              {
                term: 'Left out',
                value: campaign.segments
                  .filter((each) => each.excluded)
                  .map((each) => each.name)
                  .join(', '),
              },
              ...(campaign.subject ? [{ term: 'Subject', value: campaign.subject }] : []),
              {
                term: 'Template',
                value: (
                  <Link
                    className="link"
                    href={pages.template(
                      tenant,
                      campaign.templateId,
                      campaign.templateVersion === null ? {} : { version: campaign.templateVersion },
                    )}
                  >
                    {campaign.templateName}
                    {campaign.templateVersion === null ? '' : `, version ${campaign.templateVersion}`}
                  </Link>
                ),
              },
              { term: 'Purpose', value: campaign.purpose },
              { term: 'Created', value: at(campaign.createdAt) },
              { term: 'Started', value: at(campaign.startedAt) },
              { term: 'Audience fixed', value: at(campaign.plannedAt) },
              { term: 'Ended', value: at(campaign.completedAt) },
            ]}
          />
        </Card>
      </div>
    </div>
  );
}
