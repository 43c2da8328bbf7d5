import Link from 'next/link';
import { MailFrame } from '@/components/templates/mail-frame';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import type { Campaign } from '@/lib/campaigns/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { getTemplate } from '@/lib/templates';

/** The message as it was written; the version was pinned when sending began. */
export async function MessageTab({ ctx, campaign }: { ctx: Ctx; campaign: Campaign }) {
  const pinned = campaign.templateVersion === null ? {} : { version: campaign.templateVersion };
  const template = await getTemplate(ctx, { id: campaign.templateId, ...pinned });
  const { subject, html, text, version } = template;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Card title="Message">
        <MailFrame
          tenant={ctx.tenant}
          source={{ subject, html, text }}
          contactId={null}
          title="The message as its first reader sees it"
        />
      </Card>
      <Card title="Made from">
        <DescriptionList
          items={[
            {
              term: 'Template',
              value: (
                <Link className="link" href={pages.template(ctx.tenant, campaign.templateId, pinned)}>
                  {template.name}
                </Link>
              ),
            },
            { term: 'Version', value: version },
            { term: 'Subject', value: <span dir="auto">{subject}</span> },
            { term: 'Fills in', value: <span className="mono">{template.variables.join(', ')}</span> },
          ]}
        />
      </Card>
    </div>
  );
}
