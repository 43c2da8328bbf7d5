import { Badge, type Tone } from '@/components/ui/badge';
import type { Job } from '@/lib/jobs/schema';

const looks: Record<Job['state'], { tone: Tone; word: string }> = {
  queued: { tone: 'quiet', word: 'Waiting' },
  running: { tone: 'live', word: 'Running' },
  completed: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'warn', word: 'Cancelled' },
  dead: { tone: 'bad', word: 'Given up' },
};

export function JobBadge({ job }: { job: Pick<Job, 'state' | 'cancelRequested'> }) {
  if (job.state === 'running' && job.cancelRequested) return <Badge tone="warn">Cancelling</Badge>;
  return <Badge tone={looks[job.state].tone}>{looks[job.state].word}</Badge>;
}
