import type { Metadata } from 'next';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { sourceWords } from '@/components/messages/words';
import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { Selection } from '@/components/table/selection';
import { ChoiceLinks } from '@/components/ui/choice-links';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { countOpenMessages, listOpenMessages } from '@/lib/messages';
import type { OpenMessage } from '@/lib/messages/schema';
import { openOutcomes, singleSources, type SingleSource } from '@/lib/messages/vocabulary';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { keysetPager, single, type SearchParams } from '../../../keyset';
import { DecideBar } from './_components/decide-bar';
import { messageColumns, messageHref } from './_components/message-columns';

export const metadata: Metadata = { title: 'Failed messages' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

/** What failed or is uncertain outside campaigns: first what failed and waits, then what is uncertain, then all. */
export default async function FailedMessagesPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'inbox:read')) return <NoPermission need="the right to read the inbox" ask="an administrator" />;
  const { state: asked, source: given, ...keyset } = await single(searchParams);
  const source = singleSources.find((each) => each === given);
  const { sources } = await countOpenMessages(ctx, {});
  const count = (state: 'failed' | 'uncertain') =>
    sources.reduce((sum, each) => sum + (source && each.source !== source ? 0 : each[state]), 0);
  // Whoever comes for what waits finds it, whichever it is.
  const first = count('failed') === 0 && count('uncertain') > 0 ? 'uncertain' : 'failed';
  const outcome = asked === 'all' ? undefined : (openOutcomes.find((each) => each === asked) ?? first);
  const waiting = outcome === undefined ? {} : { outcome, undecided: 'true' };
  const { items, nextCursor } = await load(listOpenMessages(ctx, { source, ...waiting, cursor: keyset['cursor'] }));
  const address = (of: SingleSource | undefined, state: string) =>
    pages.failedMessages(tenant, { ...(of ? { source: of } : {}), state });
  const href = (state: string) => address(source, state);
  const here = href(outcome ?? 'all');
  const kinds = [undefined, ...singleSources].map((each) => ({
    href: address(each, outcome ?? 'all'),
    label: each ? sourceWords[each].list : 'All kinds',
    current: each === source,
  }));
  const ids = items.filter((row) => row.decidable && row.outcome === outcome).map((row) => row.messageId);
  const mayDecide = mayOpen(ctx, 'inbox:write') && ids.length > 0;
  return (
    <>
      <LiveRefresh types={['message.', 'inbox.']} />
      <Breadcrumbs items={[{ label: 'System', href: pages.jobs(tenant) }, { label: 'Failed messages' }]} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader
          title={source ? `Failed messages: ${sourceWords[source].list}` : 'Failed messages'}
          meta="Answers and other messages outside campaigns; a campaign lists its own under Recipients."
        />
        <Tabs
          label="Messages by what became of them"
          tabs={[
            { href: href('failed'), label: 'Failed, waiting', count: count('failed'), current: outcome === 'failed' },
            {
              href: href('uncertain'),
              label: 'Uncertain',
              count: count('uncertain'),
              current: outcome === 'uncertain',
            },
            { href: href('all'), label: 'All, also decided', current: outcome === undefined },
          ]}
        />
        {sources.length > 0 || items.length > 0 || source ? (
          <ChoiceLinks label="Kinds of messages" choices={kinds} className="py-2.5" />
        ) : null}
      </div>
      <Selection ids={ids}>
        <DataTable
          label="Failed messages"
          rows={items}
          id={(row) => row.messageId}
          href={(row) => messageHref(tenant, row)}
          columns={messageColumns({ now: ctx.clock.now().toISOString(), zone: ctx.timeZone })}
          {...(mayDecide ? { selectable: (row: OpenMessage) => (ids.includes(row.messageId) ? row.name : null) } : {})}
          empty={
            <EmptyState icon="circle-check" title={outcome ? 'Nothing waits for a decision here' : 'Nothing failed'}>
              A message outside campaigns that no server took, or whose hand-over had no answer, stands here.
            </EmptyState>
          }
        />
        {mayDecide && outcome ? <DecideBar tenant={tenant} outcome={outcome} /> : null}
        {items.length ? <Pager {...keysetPager(here, keyset, { shown: items.length, nextCursor })} /> : null}
      </Selection>
    </>
  );
}
