import type { Metadata } from 'next';
import { Suspense } from 'react';
import { JobBadge } from '@/components/jobs/job-badge';
import { JobProgress } from '@/components/jobs/job-progress';
import { errorText } from '@/components/jobs/words';
import { PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { DataTable } from '@/components/table/data-table';
import { Pager } from '@/components/table/pager';
import { EmptyState, NoPermission } from '@/components/ui/states';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import { readOutgoing } from '@/lib/campaigns';
import { listJobs } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { listProviders } from '@/lib/sending';
import { keysetPager, single, type SearchParams } from '../../keyset';
import { DeadLetterNote } from './_components/dead-letter-note';
import { FailedMessagesNote } from './_components/failed-messages-note';
import { HealthCard } from './_components/health-card';
import { OutgoingCard } from './_components/outgoing-card';

export const metadata: Metadata = { title: 'System' };

type Props = { params: Promise<{ tenant: string }>; searchParams: SearchParams };

const views = [
  { key: undefined, label: 'All jobs' },
  { key: 'running', label: 'Running' },
  { key: 'failed', label: 'Failed' },
  { key: 'dead', label: 'Given up' },
] as const;

export default async function SystemPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'jobs:read')) return <NoPermission need="the right to read jobs" ask="an administrator" />;
  const { state: asked, ...keyset } = await single(searchParams);
  const view = views.find((each) => each.key && each.key === asked)?.key;
  const { items, nextCursor } = await load(listJobs(ctx, { state: view, cursor: keyset['cursor'] }));
  const { channels } = mayOpen(ctx, 'campaigns:read') ? await readOutgoing(ctx, {}) : { channels: [] };
  const providers = mayOpen(ctx, 'settings:read') ? (await listProviders(ctx, {})).items : null;
  const now = ctx.clock.now().toISOString();
  const href = (key?: string) => pages.jobs(tenant, { state: key });
  return (
    <>
      <LiveRefresh types={['job.', 'system.', 'message.']} />
      <div className="px-6 pt-5 max-md:px-4">
        <PageHeader title="System" />
        <Suspense fallback={<SkeletonRows rows={5} label="Asking each part" />}>
          <HealthCard channels={channels} />
        </Suspense>
        <OutgoingCard ctx={ctx} channels={channels} providers={providers} />
        <FailedMessagesNote ctx={ctx} />
        <DeadLetterNote ctx={ctx} />
        <h2 className="mt-6 mb-1 text-lg font-semibold">Jobs</h2>
        <Tabs
          label="Jobs by state"
          tabs={views.map(({ key, label }) => ({ href: href(key), label, current: key === view }))}
        />
      </div>
      {/* The foot of the list stays in view with the list, not with the cards above it. */}
      <div>
        <DataTable
          label="Jobs"
          rows={items}
          id={(job) => job.id}
          href={(job) => pages.job(tenant, job.id)}
          columns={[
            { key: 'title', head: 'Job', phone: 'title', cell: (job) => job.title },
            { key: 'state', head: 'State', phone: 'side', cell: (job) => <JobBadge job={job} /> },
            { key: 'progress', head: 'Progress', align: 'right', cell: (job) => <JobProgress job={job} /> },
            {
              key: 'attempts',
              head: 'Attempt',
              align: 'right',
              wide: true,
              cell: (job) => `${job.attempts} of ${job.maxAttempts}`,
            },
            {
              key: 'error',
              head: 'Note',
              wide: true,
              cell: (job) => (
                <span
                  className="block max-w-80 truncate text-ink-3"
                  title={job.error ? errorText(job.error) : undefined}
                >
                  {job.error ? errorText(job.error) : (job.progress.note ?? '–')}
                </span>
              ),
            },
            {
              key: 'at',
              head: 'Started',
              align: 'right',
              phone: 'sub',
              cell: (job) => <Time at={job.startedAt ?? job.createdAt} now={now} zone={ctx.timeZone} />,
            },
          ]}
          empty={
            <EmptyState icon="activity" title={view ? 'No job is in this state' : 'Nothing has run yet'}>
              Long work, such as an import, appears here with its progress and its log.
            </EmptyState>
          }
        />
        {items.length ? <Pager {...keysetPager(href(view), keyset, { shown: items.length, nextCursor })} /> : null}
      </div>
    </>
  );
}
