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
  // Of this list only: a job that is tried again and fails again stands in a later one.
  const [gone, setGone] = useState<{ of: readonly TrayJob[]; ids: readonly string[] }>({ of: jobs, ids: [] });
  useEffect(() => {
    const hide = (id: string) =>
      setGone((before) => ({ of: jobs, ids: before.of === jobs ? [...before.ids, id] : [id] }));
    const timers = jobs.flatMap(({ id, leftMs }) => (leftMs === undefined ? [] : [setTimeout(hide, leftMs, id)]));
    return () => timers.forEach(clearTimeout);
  }, [jobs]);
  return jobs.filter((job) => gone.of !== jobs || !gone.ids.includes(job.id));
}

/** The jobs tray with its one action. */
export function RunningJobs({ jobs, cancel }: RunningJobsProps) {
  const router = useRouter();
  const run = async (id: string) => {
    const result = await cancel?.(id).catch(() => null);
    if (result?.ok) toast('Cancelling; what is done stays done');
    else toast(result?.error.message ?? 'The server did not answer. Try again.');
    router.refresh();
  };
  return <JobsTray jobs={useStillShown(jobs)} {...(cancel ? { onCancel: (id: string) => void run(id) } : {})} />;
}
