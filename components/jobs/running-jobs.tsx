'use client';

import { useRouter } from 'next/navigation';
import type { ActionResult } from '@/components/form/result';
import { JobsTray, type TrayJob } from '@/components/layout/jobs-tray';
import { toast } from '@/components/ui/toast-store';

type RunningJobsProps = {
  jobs: readonly TrayJob[];
  /** Absent when the role may not cancel. */
  cancel?: ((id: string) => Promise<ActionResult<unknown>>) | undefined;
};

/** The jobs tray with its one action. */
export function RunningJobs({ jobs, cancel }: RunningJobsProps) {
  const router = useRouter();
  const run = async (id: string) => {
    const result = await cancel?.(id);
    toast(result?.ok === false ? result.error.message : 'Cancelling; what is done stays done');
    router.refresh();
  };
  return <JobsTray jobs={jobs} {...(cancel ? { onCancel: (id: string) => void run(id) } : {})} />;
}
