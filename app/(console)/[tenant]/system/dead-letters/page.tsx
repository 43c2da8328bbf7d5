import type { Metadata } from 'next';
import { errorText } from '@/components/jobs/words';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { countDeadLetters, listDeadLetters } from '@/lib/system';
import { keysetPager, single, type SearchParams } from '../../../keyset';
import { ReplayButton } from './_components/replay-button';
import { consumerName, stateLooks } from './_components/words';

export const metadata: Metadata = { title: 'Dead letters' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

export default async function DeadLettersPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'system:read'))
    return <NoPermission need="the right to look after the system" ask="an administrator" />;
  const { state: asked, consumer: given, ...keyset } = await single(searchParams);
  const consumer = /^[a-z][a-z0-9-]{0,59}$/.test(given ?? '') ? given : undefined;
  const all = asked === 'all';
  const [{ items, nextCursor }, { consumers }] = await Promise.all([
    load(listDeadLetters(ctx, { consumer, open: all ? undefined : 'true', cursor: keyset['cursor'] })),
    countDeadLetters(ctx, {}),
  ]);
  const now = ctx.clock.now().toISOString();
  const mayWrite = mayOpen(ctx, 'system:write');
  const total = consumers.reduce((sum, each) => sum + each.open + each.replaying, 0);
  const href = (to: { consumer?: string | undefined; state?: string | undefined }) =>
    pages.deadLetters(tenant, {
      ...(to.consumer ? { consumer: to.consumer } : {}),
      ...(to.state ? { state: to.state } : {}),
    });
  const here = href({ consumer, state: all ? 'all' : undefined });
  const replayable = mayWrite ? consumers.find((each) => each.consumer === consumer && each.open > 0) : undefined;
  return (
    <>
      <LiveRefresh types={['system.']} />
      <Breadcrumbs items={[{ label: 'System', href: pages.jobs(tenant) }, { label: 'Dead letters' }]} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader
          title="Dead letters"
          meta="Facts that a part of the system was told and gave up on. Replay them once the cause is mended."
          actions={
            replayable ? (
              <ReplayButton
                primary
                tenant={tenant}
                consumer={replayable.consumer}
                label={`Replay ${formatNumber(replayable.open)}`}
              />
            ) : null
          }
        />
        <Tabs
          label="Dead letters by who gave up"
          tabs={[
            { href: href({}), label: 'Waiting', count: total, current: !all && !consumer },
            ...consumers.map((each) => ({
              href: href({ consumer: each.consumer }),
              label: consumerName(each.consumer),
              count: each.open + each.replaying,
              current: !all && consumer === each.consumer,
            })),
            { href: href({ state: 'all' }), label: 'All, also settled', current: all },
          ]}
        />
      </div>
      <DataTable
        label="Dead letters"
        rows={items}
        id={(letter) => letter.id}
        href={(letter) => pages.deadLetter(tenant, letter.id)}
        columns={[
          { key: 'type', head: 'Fact', phone: 'title', cell: ({ fact }) => <span className="mono">{fact.type}</span> },
          { key: 'consumer', head: 'Given up by', phone: 'sub', cell: (letter) => consumerName(letter.consumer) },
          {
            key: 'state',
            head: 'State',
            phone: 'side',
            cell: ({ state }) => <Badge tone={stateLooks[state].tone}>{stateLooks[state].word}</Badge>,
          },
          {
            key: 'error',
            head: 'Why',
            wide: true,
            cell: ({ error }) => (
              <span className="block max-w-120 truncate text-ink-3" title={errorText(error)}>
                {errorText(error)}
              </span>
            ),
          },
          {
            key: 'attempts',
            head: 'Tries',
            align: 'right',
            wide: true,
            cell: ({ attempts }) => formatNumber(attempts),
          },
          {
            key: 'at',
            head: 'When',
            align: 'right',
            cell: (letter) => <Time at={letter.createdAt} now={now} zone={ctx.timeZone} />,
          },
          {
            key: 'act',
            head: 'Replay',
            align: 'right',
            cell: ({ id, state }) =>
              mayWrite && state === 'open' ? <ReplayButton size="sm" tenant={tenant} id={id} label="Replay" /> : null,
          },
        ]}
        empty={
          <EmptyState
            icon="circle-check"
            title={consumer ? `${consumerName(consumer)} has given up on nothing` : 'Nothing was given up on'}
            actions={consumer || all ? <ButtonLink href={href({})}>Show what waits</ButtonLink> : undefined}
          >
            When a part of the system cannot deal with something that happened, it waits here with its error.
          </EmptyState>
        }
      />
      {items.length ? <Pager {...keysetPager(here, keyset, { shown: items.length, nextCursor })} /> : null}
    </>
  );
}
