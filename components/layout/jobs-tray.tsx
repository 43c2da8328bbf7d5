'use client';

import { useState } from 'react';
import { Button, ButtonLink } from '../ui/button';
import { formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icons';
import { Popover } from '../ui/popover';
import { Progress } from '../ui/progress';

export type TrayJob = {
  id: string;
  name: string;
  state: 'waiting' | 'running' | 'paused' | 'cancelling' | 'done' | 'failed';
  done: number;
  total?: number;
  /** "246 a minute · about 9 min left", "resumed at 31,204", the reason of a failure. */
  note?: string;
  /** How long an ended job is still shown, in milliseconds; absent while it runs. */
  leftMs?: number;
  href?: string;
};
type Act = (id: string) => void;
type JobsTrayProps = { jobs: readonly TrayJob[]; onPause?: Act; onResume?: Act; onCancel?: Act };

const words: Record<TrayJob['state'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  cancelling: 'Cancelling',
  done: 'Done',
  failed: 'Failed',
};
const marks: Record<TrayJob['state'], IconName> = {
  waiting: 'hourglass',
  running: 'loader',
  paused: 'pause',
  cancelling: 'loader',
  done: 'circle-check',
  failed: 'circle-alert',
};
const over = (job: TrayJob) => job.state === 'done' || job.state === 'failed';
/** What stopped has a full bar at least: a moving stripe would say that it still runs. */
const length = (job: TrayJob) => job.total ?? (over(job) ? Math.max(1, job.done) : undefined);
const percent = (job: TrayJob): string =>
  job.total ? `${Math.floor((job.done / job.total) * 100)} %` : formatNumber(job.done);

function JobRow({ job, onPause, onResume, onCancel }: { job: TrayJob } & Omit<JobsTrayProps, 'jobs'>) {
  const going = job.state === 'running' || job.state === 'waiting' || job.state === 'paused';
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <div className="flex items-center gap-2">
        <Icon name={marks[job.state]} size={14} className={job.state === 'failed' ? 'text-bad-text' : 'text-ink-3'} />
        <span className="min-w-0 flex-1 truncate font-medium">{job.name}</span>
        <span className="text-xs text-ink-3">{words[job.state]}</span>
      </div>
      <Progress
        label={job.name}
        done={job.done}
        total={length(job)}
        tone={job.state === 'failed' ? 'bad' : 'accent'}
        className="my-2"
      />
      <p className="text-xs text-ink-3">
        <span className="figures">
          {formatNumber(job.done)}
          {job.total ? ` of ${formatNumber(job.total)}` : ''}
        </span>
        {job.note ? ` · ${job.note}` : ''}
      </p>
      <div className="mt-2 flex gap-2">
        {job.href ? (
          <ButtonLink size="sm" href={job.href}>
            Open
          </ButtonLink>
        ) : null}
        {onPause && job.state === 'running' ? (
          <Button size="sm" onClick={() => onPause(job.id)}>
            Pause
          </Button>
        ) : null}
        {onResume && job.state === 'paused' ? (
          <Button size="sm" onClick={() => onResume(job.id)}>
            Resume
          </Button>
        ) : null}
        {onCancel && going ? (
          <Button size="sm" variant="danger" onClick={() => onCancel(job.id)}>
            Cancel
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** Long work, on every page while there is some: a pill that opens as a panel. Nothing when there are no jobs. */
export function JobsTray({ jobs, ...acts }: JobsTrayProps) {
  const [open, setOpen] = useState(false);
  const first = jobs.find((job) => job.state === 'failed') ?? jobs[0];
  if (!first) return null;
  const trigger = (
    <button
      type="button"
      aria-live="off"
      className="flex h-7 flex-none items-center gap-2 rounded-full border border-line bg-surface px-2.5 text-xs whitespace-nowrap text-ink-2 hover:bg-hover pointer-coarse:h-11"
    >
      <Icon name={marks[first.state]} size={14} className={first.state === 'failed' ? 'text-bad-text' : 'text-ink-3'} />
      <span className="max-w-40 truncate max-md:sr-only">{first.name}</span>
      <Progress
        label={`${first.name}, progress`}
        done={first.done}
        total={length(first)}
        tone={first.state === 'failed' ? 'bad' : 'accent'}
        className="w-13 max-md:hidden"
      />
      <strong className="font-semibold text-ink figures max-sm:hidden">{percent(first)}</strong>
      {jobs.length > 1 ? <span className="rounded-full bg-active px-1.5 font-strong">{jobs.length} jobs</span> : null}
    </button>
  );
  return (
    <Popover trigger={trigger} label="Jobs" open={open} onOpenChange={setOpen} align="end" className="w-90">
      <h2 className="mb-2 text-sm font-semibold">Jobs</h2>
      <ul className="divide-y divide-line">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} {...acts} />
        ))}
      </ul>
    </Popover>
  );
}
