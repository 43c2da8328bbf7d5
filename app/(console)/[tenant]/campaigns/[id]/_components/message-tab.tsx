import Link from 'next/link';
import { Fragment } from 'react';
import { messageName } from '@/components/campaigns/version-name';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { Note } from '@/components/ui/note';
import { Tabs } from '@/components/ui/tabs';
import { readRecipientMessage } from '@/lib/campaigns';
import type { Campaign, RecipientMessage } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen } from '@/lib/platform/page';
import { getTemplate } from '@/lib/templates';
import { templateChannels } from '@/lib/templates/vocabulary';
import { uuidOr404 } from '../../../../uuid';
import { MessageFor, MessagePreview } from '../../_components/message-preview';
import { TestCard } from '../../_components/test-card';
import { gotWords, whyWords } from './got-words';

type MessageTabProps = {
  ctx: Ctx;
  campaign: Campaign;
  /** Of the variant that is shown; the first one unless it says. */
  position?: string | undefined;
  /** Whose message is shown, by its id; without one as people get it now. */
  recipient?: string | undefined;
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

/** Which words are shown, and how they are filled in; of who waits for the winner none. */
function aboutWords(got: RecipientMessage, zone: string): string {
  if (got.state === 'planned') return 'They get the variant that wins, or that somebody chooses.';
  const message = messageName(got, got.variantName === null ? [] : [got.variantName]);
  const why = whyWords(got, zone);
  if (got.deleted) return `${message}. ${why}This person was deleted since, so that it cannot be filled in any more.`;
  return `${message}. ${why}It is filled in with what is known of them now. Nothing that you do here is counted.`;
}

/** Whose message is shown, which words these are, and the way back. */
function WhoGotIt({ ctx, campaign, got }: { ctx: Ctx; campaign: Campaign; got: RecipientMessage }) {
  const { name, contactId } = got;
  return (
    <Note
      tone={got.deleted ? 'warn' : 'info'}
      title={
        <>
          What{' '}
          <Link className="link" href={pages.contact(ctx.tenant, contactId)} dir="auto">
            {name}
          </Link>{' '}
          {gotWords(got, ctx.timeZone)}
        </>
      }
      actions={
        <ButtonLink size="sm" href={pages.campaign(ctx.tenant, campaign.id, { tab: 'message' })}>
          Show what people get now
        </ButtonLink>
      }
    >
      {aboutWords(got, ctx.timeZone)}
    </Note>
  );
}

/** The message as people of its audience get it, or as one of them got it; the version was pinned when sending began. */
export async function MessageTab({ ctx, campaign, position, recipient }: MessageTabProps) {
  const { variants } = campaign.options;
  const got = recipient
    ? await load(readRecipientMessage(ctx, { id: campaign.id, messageId: uuidOr404(recipient) }))
    : null;
  if (got?.state === 'planned') return <WhoGotIt ctx={ctx} campaign={campaign} got={got} />;
  const asked = got ? String(got.variant) : position;
  const shown = variants.find((each) => String(each.position) === asked) ?? variants[0];
  const templateId = got?.templateId ?? shown?.templateId ?? campaign.templateId;
  const pin = got ? got.templateVersion : shown ? shown.templateVersion : campaign.templateVersion;
  const pinned = pin === null ? {} : { version: pin };
  const template = await getTemplate(ctx, { id: templateId, ...pinned });
  const { html, text, version, approved, push } = template;
  const channel = templateChannels.find((each) => each === template.channel) ?? 'email';
  const subject = got ? got.subject : (shown?.subject ?? template.subject);
  const source = { subject, html, text, channel, approved, push };
  const from = { campaignName: campaign.name, senderId: campaign.sender?.id ?? null };
  return (
    <div className="flex flex-col gap-4">
      {got ? <WhoGotIt ctx={ctx} campaign={campaign} got={got} /> : null}
      {variants.length > 0 && !got ? (
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
          {got ? (
            got.deleted ? null : (
              <MessageFor
                key={recipient}
                tenant={ctx.tenant}
                source={{ ...source, ...from }}
                contactId={got.contactId}
                title={`The message as ${got.name} sees it`}
              />
            )
          ) : (
            <MessagePreview
              key={shown?.position}
              tenant={ctx.tenant}
              source={{ ...source, ...from }}
              readersOf={{ id: campaign.id, ...(shown ? { variant: shown.position } : {}) }}
              title="The message as its reader sees it"
            />
          )}
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
          {mayOpen(ctx, 'campaigns:write') && !got ? (
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
