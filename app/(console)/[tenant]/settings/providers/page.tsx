import type { Metadata } from 'next';
import { silentProviders } from '@/components/campaigns/silent-providers';
import { outgoingTrouble } from '@/components/campaigns/silence-words';
import { Page, PageHeader } from '@/components/layout/page-header';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { readOutgoing } from '@/lib/campaigns';
import { config } from '@/lib/platform/config';
import { mayOpen, pageContext, requireSession } from '@/lib/platform/page';
import { listDkimKeys, listProviders, listSenders } from '@/lib/sending';
import { SettingsTabs } from '../_components/settings-tabs';
import { DkimKeys } from './_components/dkim-keys';
import { NewProvider } from './_components/provider-form';
import { Providers } from './_components/providers';
import { Senders } from './_components/senders';

export const metadata: Metadata = { title: 'Providers' };

type Props = { params: Promise<{ tenant: string }> };

export default async function ProvidersPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'settings:read')) return <NoPermission need="the right to read settings" ask="an administrator" />;
  const mayWrite = mayOpen(ctx, 'settings:write');
  const [{ user }, providers, keys, senders, { channels }] = await Promise.all([
    requireSession(),
    listProviders(ctx, {}),
    listDkimKeys(ctx, {}),
    mayOpen(ctx, 'campaigns:read') ? listSenders(ctx, {}) : { items: [] },
    mayOpen(ctx, 'campaigns:read') ? readOutgoing(ctx, {}) : { channels: [] },
  ]);
  const now = ctx.clock.now().toISOString();
  const add = mayWrite ? <NewProvider tenant={tenant} /> : null;
  const some = providers.items.length > 0;
  const otherwise = config().smtpUrl ? 'the SMTP server of this installation' : 'the sandbox, which keeps it here';
  const on = providers.items.filter((each) => each.channel === 'email' && each.enabled);
  const mail = on.length > 0;
  const sandbox = on.find((each) => each.kind === 'sandbox');
  // Without a provider of their own nothing else on this page would tell of the installation's.
  const hint = mail ? null : outgoingTrouble(channels.filter(({ channel }) => channel === 'email'));
  return (
    <Page>
      <SettingsTabs tenant={tenant} current="providers" all />
      <PageHeader
        title="Providers"
        meta={
          sandbox
            ? `Email goes to the sandbox ${sandbox.name} and reaches nobody.`
            : mail
              ? 'Where messages leave, in this order.'
              : `Email leaves by ${otherwise}.${hint ? ` ${hint}.` : ''}`
        }
        actions={add}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {some ? (
            <Providers
              tenant={tenant}
              providers={providers.items}
              silent={silentProviders(providers.items, channels)}
              refusing={Object.fromEntries(
                channels.flatMap(({ channel, silence, refusal }) =>
                  !silence && refusal ? [[channel, refusal.since]] : [],
                ),
              )}
              mayWrite={mayWrite}
              mine={user.email}
              now={now}
              zone={ctx.timeZone}
            />
          ) : (
            <EmptyState icon="send" title="Send by providers of your own">
              Add the accounts that carry your messages. The first that works takes each message; the next stands in
              when it fails.
            </EmptyState>
          )}
          <DkimKeys tenant={tenant} keys={keys.items} mayWrite={mayWrite} now={now} zone={ctx.timeZone} />
        </div>
        <Senders tenant={tenant} senders={senders.items} mayWrite={mayWrite} />
      </div>
    </Page>
  );
}
