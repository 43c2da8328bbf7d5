'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast-store';
import type { Job } from '@/lib/jobs/schema';
import { cancelJobAction, retryJobAction } from '../actions';

/** Cancel what waits or runs, run again what ended badly. */
export function JobActions({ tenant, job }: { tenant: string; job: Pick<Job, 'id' | 'state' | 'cancelRequested'> }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<ActionResult<Job>>, words: string) => {
    setBusy(true);
    const result = await act();
    setBusy(false);
    toast(result.ok ? words : result.error.message);
    router.refresh();
  };
  if (job.state === 'completed') return null;
  if (job.state === 'queued' || job.state === 'running') {
    return (
      <Button
        variant="danger"
        busy={busy}
        onClick={() => void run(() => cancelJobAction(tenant, { id: job.id }), 'Cancelling; what is done stays done')}
        {...(job.cancelRequested ? { reason: 'It stops at its next safe point' } : {})}
      >
        Cancel job
      </Button>
    );
  }
  return (
    <Button
      variant="primary"
      icon="rotate-ccw"
      busy={busy}
      onClick={() => void run(() => retryJobAction(tenant, { id: job.id }), 'Waiting to run again')}
    >
      Run again
    </Button>
  );
}
