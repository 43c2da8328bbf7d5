import { formatNumber } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { Job } from '@/lib/jobs/schema';

// What is read of a file is known before its rows are.
const countsBytes = new Set(['contacts.import']);

/** How far a job is: the bar only while it runs, the count always. */
export function JobProgress({ job }: { job: Job }) {
  const { done, total } = job.progress;
  const unit = countsBytes.has(job.type) ? ' bytes' : '';
  const count = (total === null ? formatNumber(done) : `${formatNumber(done)} of ${formatNumber(total)}`) + unit;
  return (
    <span className="flex items-center justify-end gap-2.5">
      {job.state === 'running' ? (
        <Progress
          label={`${job.title}, progress`}
          done={done}
          {...(total === null ? {} : { total })}
          className="w-24"
        />
      ) : null}
      <span className="figures">{done === 0 && total === null ? '–' : count}</span>
    </span>
  );
}
