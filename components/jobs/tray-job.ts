import type { TrayJob } from '@/components/layout/jobs-tray';
import type { Job } from '@/lib/jobs/schema';

const states: Record<Job['state'], TrayJob['state']> = {
  queued: 'waiting',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  dead: 'failed',
  cancelled: 'done',
};

/** Ended without doing its work, and not because somebody cancelled it. */
export const isFailed = (job: Job): boolean => states[job.state] === 'failed';

/** A job as the tray of the top bar shows it. */
export const trayJob = (job: Job, href: string): TrayJob => ({
  id: job.id,
  name: job.title,
  state: job.cancelRequested && job.state === 'running' ? 'cancelling' : states[job.state],
  done: job.progress.done,
  href,
  ...(job.progress.total === null ? {} : { total: job.progress.total }),
  ...noteOf(job),
});

function noteOf(job: Job): { note?: string } {
  if (job.state === 'cancelled') return { note: 'cancelled; what was done stays done' };
  const note = job.error ?? job.progress.note;
  return note ? { note } : {};
}
