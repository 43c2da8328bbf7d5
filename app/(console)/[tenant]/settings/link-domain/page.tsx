import type { Metadata } from 'next';
import { Page, PageHeader } from '@/components/layout/page-header';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { CopyText } from '@/components/ui/copy-text';
import { Note } from '@/components/ui/note';
import { NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { getLinkDomain } from '@/lib/link-domains';
import type { LinkDomain } from '@/lib/link-domains/schema';
import { mayOpen, pageContext } from '@/lib/platform/page';
import { SettingsTabs } from '../_components/settings-tabs';
import { DomainActions } from './_components/domain-actions';
import { DomainForm } from './_components/domain-form';

export const metadata: Metadata = { title: 'Tracking domain' };

type Props = { params: Promise<{ tenant: string }> };

/** The tenant's own host for tracked links: what to set in DNS, and whether it stands. */
export default async function LinkDomainPage({ params }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'settings:read')) return <NoPermission need="the right to read settings" ask="an administrator" />;
  const mine = await getLinkDomain(ctx, {});
  const now = ctx.clock.now().toISOString();
  const mayWrite = mayOpen(ctx, 'settings:write');
  return (
    <Page width="form">
      <SettingsTabs tenant={tenant} current="link-domain" all />
      <PageHeader
        title="Tracking domain"
        badge={
          mine.domain ? (
            <Badge tone={mine.verifiedAt ? 'good' : 'warn'}>{mine.verifiedAt ? 'In use' : 'Not in use'}</Badge>
          ) : null
        }
        meta="The host that tracked links and the pixel have, so that readers and filters see a name of yours"
      />
      {mine.domain ? (
        <Card
          title={<span className="mono">{mine.domain}</span>}
          meta={
            mine.checkedAt ? (
              <>
                checked <Time at={mine.checkedAt} now={now} zone={ctx.timeZone} ago />
              </>
            ) : (
              'not checked yet'
            )
          }
        >
          <div className="flex flex-col gap-4">
            {mine.problem ? (
              <Note tone="warn" title="Something is missing.">
                {mine.problem}
              </Note>
            ) : mine.verifiedAt ? (
              <Note tone="good" title="Links have this domain.">
                Messages that are composed from now on use it. Links to unsubscribe stay with {mine.host}, so that they
                work whatever happens to the domain.
              </Note>
            ) : null}
            <Records records={mine.records} />
            {mayWrite ? <DomainActions tenant={tenant} domain={mine.domain} /> : null}
          </div>
        </Card>
      ) : (
        <Card title="None of your own">
          <p className="mb-4 text-ink-2">
            Links lead by way of <span className="mono">{mine.host}</span>. A name of your own makes them look like
            yours, and keeps your reputation apart from that of others.
          </p>
          {mayWrite ? <DomainForm tenant={tenant} /> : null}
        </Card>
      )}
    </Page>
  );
}

function Records({ records }: { records: LinkDomain['records'] }) {
  return (
    <section>
      <h3 className="font-semibold">What to set where your domain is managed</h3>
      <ul className="mt-1 divide-y divide-line">
        {records.map(({ type, name, value }) => (
          <li key={type} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
            <Badge>{type}</Badge>
            <span className="min-w-0 flex-1 break-all mono">
              <CopyText text={name} label={`Name of the ${type} record`} />
            </span>
            <span className="min-w-0 flex-1 break-all mono">
              <CopyText text={value} label={`Value of the ${type} record`} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
