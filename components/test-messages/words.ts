import type { TestMessage } from '@/lib/test-messages/schema';
import type { TestState } from '@/lib/test-messages/vocabulary';
import { formatDue } from '../ui/format';

const instant = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z(?=\.$)/;

/** What the gate or the server said of a test. One without room is told when there is some again, since it does not wait for it. */
export function wordsOf({ answer, steps }: Pick<TestMessage, 'answer' | 'steps'>, zone: string): string | null {
  const isFull = steps.some(({ rule, result }) => rule === 'capacity' && result === 'defers');
  if (!answer || !isFull) return answer;
  return `${answer.replace(instant, (at) => formatDue(at, zone))} Send it again after that.`;
}

/** What came of tests that were just sent, in a sentence. */
export function summaryOf(states: readonly TestState[]): string {
  const all = states.length;
  const taken = states.filter((state) => state === 'accepted').length;
  if (taken === all) return all === 1 ? 'The test is on its way.' : `The tests to ${all} people are on their way.`;
  const unsure = states.filter((state) => state === 'uncertain' || state === 'sending').length;
  if (unsure > 0 && all === 1) return 'The test may have been sent.';
  if (unsure > 0) return `${taken} of ${all} tests are on their way, and ${unsure} may have been sent.`;
  return taken === 0 ? 'No test went out.' : `${taken} of ${all} tests are on their way.`;
}
