import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { NoPermission } from '@/components/ui/states';
import { listAttributes, listContacts } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { single, type SearchParams } from '../../../keyset';
import { ChannelTemplate } from '../_components/channel-template';
import { TemplateEditor } from '../_components/template-editor';
import { starter } from '../_components/starter';
import { TextTemplate } from '../_components/text-template';

export const metadata: Metadata = { title: 'New template' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function NewTemplatePage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'templates:write'))
    return <NoPermission need="the right to write templates" ask="an administrator" />;
  const seesPeople = mayOpen(ctx, 'contacts:read');
  const [attributes, people] = await Promise.all([
    seesPeople ? listAttributes(ctx, {}) : { items: [] },
    seesPeople ? listContacts(ctx, { limit: 10 }) : { items: [] },
  ]);
  const { channel } = await single(searchParams);
  if (channel === 'push' || channel === 'webhook') {
    const title = channel === 'push' ? 'New notification' : 'New webhook message';
    return (
      <Page>
        <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: title }]} />
        <PageHeader title={title} />
        <ChannelTemplate
          {...{ tenant, channel, template: null }}
          mayWrite
          people={people.items.map(({ id, displayName, email }) => ({
            value: id,
            label: displayName,
            ...(email ? { hint: email } : {}),
          }))}
        />
      </Page>
    );
  }
  if (channel === 'text')
    return (
      <Page>
        <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: 'New text message' }]} />
        <PageHeader title="New text message" />
        <TextTemplate
          tenant={tenant}
          template={null}
          mayWrite
          people={people.items.map(({ id, displayName, phone }) => ({
            value: id,
            label: displayName,
            ...(phone ? { hint: phone } : {}),
          }))}
        />
      </Page>
    );
  return (
    <Page>
      <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: 'New template' }]} />
      <TemplateEditor
        tenant={tenant}
        initial={{ name: '', ...starter }}
        template={null}
        attributes={attributes.items.map((each) => each.key)}
        people={people.items.map(({ id, displayName, email }) => ({
          value: id,
          label: displayName,
          ...(email ? { hint: email } : {}),
        }))}
        versions={[]}
        mayWrite
        now={ctx.clock.now().toISOString()}
        zone={ctx.timeZone}
      />
    </Page>
  );
}
