'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { JobsTray, type TrayJob } from '@/components/layout/jobs-tray';
import { toast } from '@/components/ui/toast-store';

type RunningJobsProps = {
  jobs: readonly TrayJob[];
  /** Absent when the role may not cancel. */
  cancel?: ((id: string) => Promise<ActionResult<unknown>>) | undefined;
};

/** Without the jobs whose time is over; nothing else renders the page again when they have ended. */
function useStillShown(jobs: readonly TrayJob[]): TrayJob[] {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const timers = jobs.flatMap(({ id, leftMs }) =>
      leftMs === undefined ? [] : [setTimeout(() => setGone((before) => new Set(before).add(id)), leftMs)],
    );
    return () => timers.forEach(clearTimeout);
  }, [jobs]);
  return jobs.filter((job) => job.leftMs === undefined || !gone.has(job.id));
}

/** The jobs tray with its one action. */
export function RunningJobs({ jobs, cancel }: RunningJobsProps) {
  const router = useRouter();
  const run = async (id: string) => {
    const result = await cancel?.(id);
    toast(result?.ok === false ? result.error.message : 'Cancelling; what is done stays done');
    router.refresh();
  };
  return <JobsTray jobs={useStillShown(jobs)} {...(cancel ? { onCancel: (id: string) => void run(id) } : {})} />;
}
