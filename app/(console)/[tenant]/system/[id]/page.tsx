import type { Metadata } from 'next';
import { JobBadge } from '@/components/jobs/job-badge';
import { JobProgress } from '@/components/jobs/job-progress';
import { errorText } from '@/components/jobs/words';
import { Breadcrumbs } from '@/components/layout/breadcrumbs';
import { Page, PageHeader } from '@/components/layout/page-header';
import { LiveRefresh } from '@/components/live/live-refresh';
import { Card } from '@/components/ui/card';
import { CopyText } from '@/components/ui/copy-text';
import { DescriptionList } from '@/components/ui/description-list';
import { Note } from '@/components/ui/note';
import { NoPermission } from '@/components/ui/states';
import { Time } from '@/components/ui/time';
import { getJob, listJobLogs } from '@/lib/jobs';
import { pages } from '@/lib/paths';
import { load, mayOpen, pageContext } from '@/lib/platform/page';
import { ownId } from '../../own-id';
import { JobActions } from '../_components/job-actions';

export const metadata: Metadata = { title: 'Job' };

type Props = { params: Promise<{ tenant: string; id: string }> };
const tones = { info: 'text-ink-3', warn: 'text-warn-text', error: 'text-bad-text' };

export default async function JobPage({ params }: Props) {
  const { tenant, id } = await params;
  const ctx = await pageContext(tenant);
  if (!mayOpen(ctx, 'jobs:read')) return <NoPermission need="the right to read jobs" ask="an administrator" />;
  const job = await load(getJob(ctx, { id: ownId(id) }));
  const logs = await load(listJobLogs(ctx, { id, limit: 200 }));
  const now = ctx.clock.now().toISOString();
  const when = (at: string | null) => (at ? <Time at={at} now={now} zone={ctx.timeZone} /> : null);
  return (
    <Page width="form">
      <LiveRefresh types={['job.']} />
      <Breadcrumbs items={[{ label: 'System', href: pages.jobs(tenant) }, { label: job.title }]} />
      <PageHeader
        title={job.title}
        badge={<JobBadge job={job} />}
        actions={mayOpen(ctx, 'jobs:write') ? <JobActions tenant={tenant} job={job} /> : null}
      />
      <div className="grid gap-4">
        {job.error ? <Note tone={job.state === 'queued' ? 'warn' : 'bad'} title={errorText(job.error)} /> : null}
        <Card title="Where it stands">
          <DescriptionList
            items={[
              {
                term: 'Progress',
                value: (
                  <span className="inline-flex">
                    <JobProgress job={job} />
                  </span>
                ),
              },
              { term: 'Note', value: job.progress.note },
              { term: 'Attempt', value: `${job.attempts} of ${job.maxAttempts}` },
              { term: 'Queue', value: job.queue },
              { term: 'Made', value: when(job.createdAt) },
              { term: 'Started', value: when(job.startedAt) },
              { term: 'Finished', value: when(job.finishedAt) },
              { term: 'Id', value: <CopyText text={job.id} label="job id" /> },
            ]}
          />
        </Card>
        <Card title="Log">
          {logs.items.length === 0 ? <p className="text-ink-3">It has logged nothing.</p> : null}
          <ol className="grid gap-1.5">
            {logs.items.map((line) => (
              <li key={line.id} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3">
                <span className="text-xs text-ink-3">{when(line.occurredAt)}</span>
                <span className="break-words">
                  {line.level === 'info' ? null : (
                    <span className={`font-strong ${tones[line.level]}`}>
                      {line.level === 'warn' ? 'Warning: ' : 'Error: '}
                    </span>
                  )}
                  {line.message}
                </span>
              </li>
            ))}
          </ol>
        </Card>
      </div>
    </Page>
  );
}
