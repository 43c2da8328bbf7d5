import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { readCampaignSettings } from '@/lib/campaigns';
import { grantableScopes, listApiKeys, listPeople, listSessions } from '@/lib/identity';
import { mayOpen, pageContext, requireSession } from '@/lib/platform/page';
import { ApiKeys } from './_components/api-keys';
import { CampaignSettings } from './_components/campaign-settings';
import { ChangePassword } from './_components/change-password';
import { Devices } from './_components/devices';
import { People } from './_components/people';
import { SettingsTabs } from './_components/settings-tabs';

export const metadata: Metadata = { title: 'Settings' };

type Props = { params: Promise<{ tenant: string }> };

export default async function SettingsPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  const { user, tenants } = await requireSession();
  const mine = tenants.find((each) => each.id === tenant);
  const [sessions, people, keys, campaigns] = await Promise.all([
    listSessions(ctx, {}),
    mayOpen(ctx, 'inbox:read') ? listPeople(ctx, {}) : null,
    mayOpen(ctx, 'settings:read') ? listApiKeys(ctx, {}) : null,
    mayOpen(ctx, 'settings:read') ? readCampaignSettings(ctx, {}) : null,
  ]);
  const now = ctx.clock.now().toISOString();
  return (
    <Page width="form">
      <SettingsTabs tenant={tenant} current="general" all={mayOpen(ctx, 'settings:read')} />
      <PageHeader title="Settings" />
      <div className="grid gap-4">
        <Card title="Organisation and you" actions={<ChangePassword tenant={tenant} email={user.email} />}>
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
        <Devices tenant={tenant} sessions={sessions.items} now={now} zone={ctx.timeZone} />
        {people ? <People people={people.items} /> : null}
        {campaigns ? (
          <CampaignSettings tenant={tenant} settings={campaigns} mayWrite={mayOpen(ctx, 'settings:write')} />
        ) : null}
        {keys ? (
          <ApiKeys
            tenant={tenant}
            keys={keys.items}
            mayWrite={mayOpen(ctx, 'settings:write')}
            grantable={grantableScopes(ctx.actor)}
            now={now}
            zone={ctx.timeZone}
          />
        ) : null}
      </div>
    </Page>
  );
}
