import Link from 'next/link';
import { caughtAdvice, caughtNote } from '@/components/campaigns/caught-note';
import { versionName } from '@/components/campaigns/version-name';
import { purposeNames } from '@/components/contacts/purpose-names';
import { SettleAll } from '@/components/messages/settle';
import { ButtonLink } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { startText } from '@/components/campaigns/when';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { formatExact, formatNumber } from '@/components/ui/format';
import { Note } from '@/components/ui/note';
import { getReport, readOutlook } from '@/lib/campaigns';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { channelWords, type SendingChannel } from '@/lib/sending/vocabulary';
import { settleUncertainAction } from '../../actions';
import { audienceFixed } from '../../_components/audience-fixed';
import { CameBack } from './came-back';
import { SendingCard } from './sending-card';
import { RefusalNote, SilenceNote } from './silence-note';
import { VariantsCard } from './variants-card';
import { WhereCard } from './where-card';
import { isReworded, WordingsCard } from './wordings-card';

/** Where everybody is, why some were left out, and what came back; then how it was sent. */
export async function ReportTab({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  const { tenant, timeZone: zone } = ctx;
  const outlook = campaign.status === 'sending' ? await readOutlook(ctx, { id: campaign.id }) : null;
  const { wordings } = await getReport(ctx, { id: campaign.id });
  const maySettle = mayOpen(ctx, 'campaigns:send');
  const { id, totals, status } = campaign;
  const list = (params: { outcome?: string; caught?: 'true' }) =>
    pages.campaign(tenant, id, { tab: 'recipients', ...params });
  const planning = status === 'sending' && !campaign.plannedAt;
  return (
    <div className="flex flex-col gap-4">
      {status === 'scheduled' && campaign.scheduledAt ? (
        <Note
          tone="info"
          icon="clock"
          title={`Starts ${startText(campaign.scheduledAt, zone, campaign.options.sendLocal)}.`}
        >
          {audienceFixed(campaign)}
        </Note>
      ) : null}
      {campaign.inSandbox ? (
        <Note tone="info" title="This campaign began in the sandbox.">
          When it began, messages by {channelWords[campaign.channel as SendingChannel]} went to the sandbox: all of it
          goes there, to its end, and reaches nobody. To send it for real, clone it once they do not.
        </Note>
      ) : campaign.caught ? (
        <Note
          tone="warn"
          title={caughtNote(campaign)}
          actions={
            <ButtonLink size="sm" href={list({ outcome: 'sent', caught: 'true' })}>
              List
            </ButtonLink>
          }
        >
          {caughtAdvice(campaign.caught)}
        </Note>
      ) : null}
      {planning && totals.planned > 0 ? (
        <Note tone="info" title="The audience is being planned.">
          {formatNumber(totals.planned)} {totals.planned === 1 ? 'person is' : 'people are'} planned so far; sending has
          begun with them.
        </Note>
      ) : null}
      {outlook?.silence ? (
        <SilenceNote silence={outlook.silence} channel={campaign.channel} now={ctx.clock.now()} />
      ) : outlook?.refusal ? (
        <RefusalNote ctx={ctx} refusal={outlook.refusal} channel={campaign.channel as SendingChannel} />
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
              {maySettle ? (
                <SettleAll
                  tenant={tenant}
                  settle={settleUncertainAction}
                  all={{ id, all: true as const }}
                  count={totals.uncertain}
                />
              ) : null}
            </>
          }
        >
          The hand-over began and no answer came back. They are not re-sent, so that nobody gets it twice; each settles
          when a delivery, an open, a reply or a bounce is reported, or when you decide.
        </Note>
      ) : null}
      <div
        className={cn(
          'grid grid-cols-[minmax(0,1fr)] items-start gap-4',
          totals.planned > 0 && 'xl:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]',
        )}
      >
        {totals.planned > 0 ? <CameBack tenant={tenant} campaign={campaign} /> : null}
        <div className="flex min-w-0 flex-col gap-4">
          <VariantsCard ctx={ctx} campaign={campaign} />
          <WordingsCard
            wordings={wordings}
            zone={zone}
            csvHref={pages.campaignReportCsv(tenant, id, 'wordings')}
            list={(params) => pages.campaign(tenant, id, { tab: 'recipients', ...params })}
          />
          <SendingCard ctx={ctx} campaign={campaign} outlook={outlook} />
          <Facts tenant={tenant} campaign={campaign} zone={zone} reworded={isReworded(wordings)} />
        </div>
      </div>
    </div>
  );
}

/** Subject and template; each variant has its own, which stand in their card. */
const said = (tenant: string, { subject, templateId, templateName, templateVersion }: Campaign, reworded: boolean) => [
  ...(subject ? [{ term: reworded ? 'Subject now' : 'Subject', value: subject }] : []),
  {
    term: reworded ? 'Template now' : 'Template',
    value: (
      <Link
        className="link"
        href={pages.template(tenant, templateId, templateVersion === null ? {} : { version: templateVersion })}
      >
        {templateVersion === null ? templateName : versionName({ templateName, templateVersion })}
      </Link>
    ),
  },
];

type FactsProps = { tenant: string; campaign: Campaign; zone: string; reworded: boolean };

/** What was set when it was made, and when it did what. */
function Facts({ tenant, campaign, zone, reworded }: FactsProps) {
  const at = (instant: string | null) => (instant ? formatExact(instant, zone) : null);
  return (
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
          ...(campaign.options.variants.length > 0 ? [] : said(tenant, campaign, reworded)),
          { term: 'Purpose', value: purposeNames[campaign.purpose] },
          { term: 'Created', value: at(campaign.createdAt) },
          { term: 'Started', value: at(campaign.startedAt) },
          { term: 'Audience fixed', value: at(campaign.plannedAt) },
          { term: 'Ended', value: at(campaign.completedAt) },
        ]}
      />
    </Card>
  );
}
