import { Note } from '../ui/note';
import type { Preflight } from '@/lib/campaigns/schema';

/** What blocks sending or should be known before, one under the other. */
export function ProblemNotes({ problems }: { problems: Preflight['problems'] }) {
  return problems.map(({ level, message }) => (
    <Note
      key={message}
      tone={level === 'blocks' ? 'bad' : 'warn'}
      title={level === 'blocks' ? 'Blocks sending:' : undefined}
    >
      {message}
    </Note>
  ));
}
