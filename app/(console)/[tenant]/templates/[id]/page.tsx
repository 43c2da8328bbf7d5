import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page } from '@/components/layout/page-header';
import { NoPermission } from '@/components/ui/states';
import { listAttributes, listContacts } from '@/lib/contacts';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { getTemplate, listTemplateVersions } from '@/lib/templates';
import { uuidOr404 } from '../../../uuid';
import { TemplateEditor } from '../_components/template-editor';

export const metadata: Metadata = { title: 'Template' };

type Props = { params: Promise<{ tenant: string; id: string }> };

export default async function TemplatePage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'templates:read'))
    return <NoPermission need="the right to read templates" ask="an administrator" />;
  const seesPeople = mayOpen(ctx, 'contacts:read');
  const [template, versions, attributes, people] = await Promise.all([
    load(getTemplate(ctx, { id: uuidOr404(id) })),
    load(listTemplateVersions(ctx, { id })),
    seesPeople ? listAttributes(ctx, {}) : { items: [] },
    seesPeople ? listContacts(ctx, { limit: 10 }) : { items: [] },
  ]);
  const { name, subject, html, text, version } = template;
  return (
    <Page>
      <Breadcrumbs items={[{ label: 'Templates', href: pages.templates(tenant) }, { label: name }]} />
      <TemplateEditor
        key={id}
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
        mayWrite={mayOpen(ctx, 'templates:write')}
        now={ctx.clock.now().toISOString()}
        zone={ctx.timeZone}
      />
    </Page>
  );
}
