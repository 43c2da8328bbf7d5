import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { ButtonLink } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { NoPermission } from '@/components/ui/states';
import { listAttributes, listContacts } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getTemplate, listTemplateVersions } from '@/lib/templates';
import { single, type SearchParams } from '../../../keyset';
import { uuidOr404 } from '../../../uuid';
import { ChannelTemplate } from '../_components/channel-template';
import { TemplateEditor } from '../_components/template-editor';
import { TextTemplate } from '../_components/text-template';

export const metadata: Metadata = { title: 'Template' };

type Props = { params: Promise<{ tenant: string; id: string }>; searchParams: SearchParams };

export default async function TemplatePage({ params, searchParams }: Props) {
  const { tenant, id } = await params;
  const asked = Number((await single(searchParams)).version);
  const pinned = Number.isInteger(asked) && asked > 0 && asked < 1e6 ? { version: asked } : {};
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'templates:read'))
    return <NoPermission need="the right to read templates" ask="an administrator" />;
  const seesPeople = mayOpen(ctx, 'contacts:read');
  const [template, versions, attributes, people] = await Promise.all([
    load(getTemplate(ctx, { id: uuidOr404(id), ...pinned })),
    load(listTemplateVersions(ctx, { id })),
    seesPeople ? listAttributes(ctx, {}) : { items: [] },
    seesPeople ? listContacts(ctx, { limit: 10 }) : { items: [] },
  ]);
  const { name, subject, html, text, version } = template;
  const newest = versions.items[0]?.version ?? version;
  const isOld = version !== newest;
  if (template.channel !== 'email')
    return (
      <Page>
        <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: name }]} />
        <PageHeader title={name} meta={`Version ${version}${isOld ? ` of ${newest}: it cannot be changed` : ''}`} />
        {template.channel === 'push' || template.channel === 'webhook' ? (
          <ChannelTemplate
            key={`${id} ${version}`}
            {...{ tenant, template, channel: template.channel }}
            mayWrite={!isOld && mayOpen(ctx, 'templates:write')}
            people={people.items.map(({ id, displayName, email }) => ({
              value: id,
              label: displayName,
              ...(email ? { hint: email } : {}),
            }))}
          />
        ) : (
          <TextTemplate
            key={`${id} ${version}`}
            tenant={tenant}
            template={template}
            mayWrite={!isOld && mayOpen(ctx, 'templates:write')}
            people={people.items.map(({ id, displayName, phone }) => ({
              value: id,
              label: displayName,
              ...(phone ? { hint: phone } : {}),
            }))}
          />
        )}
      </Page>
    );
  return (
    <Page>
      <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: name }]} />
      {isOld ? (
        <div className="mb-4">
          <Note
            icon="clock"
            title={`This is version ${version}.`}
            actions={
              <ButtonLink size="sm" href={pages.template(tenant, id)}>
                Open the newest
              </ButtonLink>
            }
          >
            Messages that were sent with it keep it. The newest is version {newest}, and only that one can be changed.
          </Note>
        </div>
      ) : null}
      <TemplateEditor
        key={`${id} ${isOld ? version : ''}`}
        tenant={tenant}
        initial={{ name, subject, html, text }}
        template={{ id, version }}
        attributes={attributes.items.map((each) => each.key)}
        people={people.items.map(({ id, displayName, email }) => ({
          value: id,
          label: displayName,
          ...(email ? { hint: email } : {}),
        }))}
        versions={versions.items}
        mayWrite={!isOld && mayOpen(ctx, 'templates:write')}
        now={ctx.clock.now().toISOString()}
        zone={ctx.timeZone}
      />
    </Page>
  );
}
