import { Badge, type Tone } from '@/components/ui/badge';
import type { ImportStatus } from '@/lib/contacts/vocabulary';

const looks: Record<ImportStatus, { tone: Tone; word: string }> = {
  uploaded: { tone: 'quiet', word: 'Not started' },
  queued: { tone: 'live', word: 'Waiting' },
  running: { tone: 'live', word: 'Running' },
  completed: { tone: 'good', word: 'Completed' },
  failed: { tone: 'bad', word: 'Failed' },
  cancelled: { tone: 'warn', word: 'Cancelled' },
};

export function ImportBadge({ status }: { status: ImportStatus }) {
  return <Badge tone={looks[status].tone}>{looks[status].word}</Badge>;
}
