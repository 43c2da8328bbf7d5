import type { TestMessage } from '@/lib/test-messages/schema';
import { formatDue } from '../ui/format';

const instant = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z(?=\.$)/;

/** What the gate or the server said of a test. One without room is told when there is some again, since it does not wait for it. */
export function wordsOf({ answer, steps }: Pick<TestMessage, 'answer' | 'steps'>, zone: string): string | null {
  const isFull = steps.some(({ rule, result }) => rule === 'capacity' && result === 'defers');
  if (!answer || !isFull) return answer;
  return `${answer.replace(instant, (at) => formatDue(at, zone))} Send it again after that.`;
}
