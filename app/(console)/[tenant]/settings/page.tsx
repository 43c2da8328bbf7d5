import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { DataTable } from '@/components/table/data-table';
import { PersonCell } from '@/components/table/person-cell';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/states';
import { listApiKeys, listPeople } from '@/lib/identity';
import { mayOpen, pageContext, requireSession } from '@/lib/platform/page';
import { ApiKeys } from './_components/api-keys';

export const metadata: Metadata = { title: 'Settings' };

type Props = { params: Promise<{ tenant: string }> };

export default async function SettingsPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  const { user, tenants } = await requireSession();
  const mine = tenants.find((each) => each.id === tenant);
  const [people, keys] = await Promise.all([
    listPeople(ctx, {}),
    mayOpen(ctx, 'settings:read') ? listApiKeys(ctx, {}) : null,
  ]);
  return (
    <Page width="form">
      <PageHeader title="Settings" />
      <div className="grid gap-4">
        <Card title="Organisation and you">
          <DescriptionList
            items={[
              { term: 'Organisation', value: mine?.name },
              { term: 'Address part', value: <span className="mono">{tenant}</span> },
              { term: 'Time zone', value: ctx.timeZone },
              { term: 'Signed in as', value: `${user.name}, ${user.email}` },
              { term: 'Roles', value: mine?.roles.join(', ') },
            ]}
          />
        </Card>
        <Card title="People" meta={`${people.items.length} ${people.items.length === 1 ? 'person' : 'people'}`} flush>
          <div className="overflow-hidden rounded-b-md [&>*:first-child]:border-t-0">
            <DataTable
              label="People"
              rows={people.items}
              id={(person) => person.id}
              columns={[
                { key: 'name', head: 'Name', phone: 'title', cell: (person) => <PersonCell name={person.name} /> },
                { key: 'email', head: 'Email', phone: 'sub', cell: (person) => person.email },
                {
                  key: 'roles',
                  head: 'Roles',
                  phone: 'side',
                  cell: (person) => person.roles.map((role) => <Badge key={role}>{role}</Badge>),
                },
              ]}
              empty={
                <EmptyState icon="users" title="Nobody is a member">
                  You see this organisation as an operator of the installation.
                </EmptyState>
              }
            />
          </div>
        </Card>
        {keys ? (
          <ApiKeys
            tenant={tenant}
            keys={keys.items}
            mayWrite={mayOpen(ctx, 'settings:write')}
            now={ctx.clock.now().toISOString()}
            zone={ctx.timeZone}
          />
        ) : null}
      </div>
    </Page>
  );
}
