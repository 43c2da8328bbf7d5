import type { ActionResult } from '@/lib/platform/action';
import type { Browsers } from '@/lib/preferences/schema';

type Answer = ActionResult<Browsers> | null;

interface Made {
  /** SHA-256 of its endpoint, in hex. */
  name: string;
  /** This browser had it before: others of its people may get theirs by it. */
  wasHere: boolean;
  ask: () => Promise<Answer>;
  giveUp: () => Promise<unknown>;
}

const lost = 'The server did not answer. Check the connection and try again.';

/**
 * What stands once the server was told of a subscription; null: its answer was lost, and it may have been kept all the same. Only
 * what was made for this and is known not to be kept is given up.
 */
export async function settled(answer: Answer, made: Made): Promise<{ known: Browsers | null; error: string | null }> {
  if (answer?.ok) return { known: answer.value, error: null };
  const now = answer ? null : await made.ask();
  const known = now?.ok ? now.value : null;
  if (known?.live.includes(made.name)) return { known, error: null };
  if ((answer || known) && !made.wasHere) await made.giveUp();
  return { known, error: answer?.error.message ?? lost };
}
