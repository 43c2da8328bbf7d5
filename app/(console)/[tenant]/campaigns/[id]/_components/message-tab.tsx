import Link from 'next/link';
import { Fragment } from 'react';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { Tabs } from '@/components/ui/tabs';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { getTemplate } from '@/lib/templates';
import { templateChannels } from '@/lib/templates/vocabulary';
import { MessagePreview } from '../../_components/message-preview';
import { TestCard } from '../../_components/test-card';

type MessageTabProps = {
  ctx: Ctx;
  campaign: Campaign;
  /** Of the variant that is shown; the first one unless it says. */
  position?: string | undefined;
};

/** Names may break at their dots and underscores, nowhere else. */
const withBreaks = (text: string) =>
  text.split(/(?<=[._])/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ));

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return 'Nothing: everybody gets the same';
  return (
    <ul className="mono">
      {names.map((name) => (
        <li key={name}>{withBreaks(name)}</li>
      ))}
    </ul>
  );
}

/** The message as people of its audience get it; the version was pinned when sending began. */
export async function MessageTab({ ctx, campaign, position }: MessageTabProps) {
  const { variants } = campaign.options;
  const shown = variants.find((each) => String(each.position) === position) ?? variants[0];
  const templateId = shown?.templateId ?? campaign.templateId;
  const pin = shown ? shown.templateVersion : campaign.templateVersion;
  const pinned = pin === null ? {} : { version: pin };
  const template = await getTemplate(ctx, { id: templateId, ...pinned });
  const { html, text, version, approved, push } = template;
  const channel = templateChannels.find((each) => each === template.channel) ?? 'email';
  const subject = shown?.subject ?? template.subject;
  const from = { campaignName: campaign.name, senderId: campaign.sender?.id ?? null };
  return (
    <div className="flex flex-col gap-4">
      {variants.length > 0 ? (
        <Tabs
          label="Variants"
          tabs={variants.map((each) => ({
            href: pages.campaign(ctx.tenant, campaign.id, { tab: 'message', variant: each.position }),
            label: each.isWinner ? `${each.name} (winner)` : each.name,
            current: each === shown,
          }))}
        />
      ) : null}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Card title="Message">
          <MessagePreview
            key={shown?.position}
            tenant={ctx.tenant}
            source={{ subject, html, text, channel, approved, push, ...from }}
            readersOf={{ id: campaign.id, ...(shown ? { variant: shown.position } : {}) }}
            title="The message as its reader sees it"
          />
        </Card>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Made from">
            <DescriptionList
              items={[
                {
                  term: 'Template',
                  value: (
                    <Link className="link" href={pages.template(ctx.tenant, templateId, pinned)}>
                      {template.name}
                    </Link>
                  ),
                },
                { term: 'Version', value: version },
                ...(channel === 'email' || channel === 'push'
                  ? [
                      {
                        term: channel === 'push' ? 'Title as written' : 'Subject as written',
                        value: <span dir="auto">{withBreaks(subject)}</span>,
                      },
                    ]
                  : []),
                ...(approved
                  ? [
                      {
                        term: 'Approved as',
                        value: <span className="mono">{`${approved.name} (${approved.language})`}</span>,
                      },
                    ]
                  : []),
                { term: 'Fills in', value: <Names names={template.variables} /> },
              ]}
            />
          </Card>
          {mayOpen(ctx, 'campaigns:write') ? (
            <TestCard
              key={shown?.position}
              tenant={ctx.tenant}
              campaignId={campaign.id}
              channel={channel}
              zone={ctx.timeZone}
              variants={variants.map(({ name }) => name)}
              variant={shown?.position ?? 0}
            />
          ) : null}
        </div>
      </div>
    </div>
  );
}
