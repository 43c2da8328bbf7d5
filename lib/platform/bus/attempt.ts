import { safeMessage } from '../errors';
import type { Logger } from '../log';
import { judge } from './policy';
import type { DeadFact } from './rows';
import type { FactHandler, StampedFact, SubscriptionSpec } from './port';

export interface Retry {
  fact: StampedFact;
  attempts: number;
  delayMs: number;
  error: string;
}

/** What became of each fact of a batch. */
export interface Attempt {
  done: StampedFact[];
  retries: Retry[];
  dead: DeadFact[];
  /** The fact that met an outage, and those behind it, which were not tried by themselves. */
  outage: Retry | null;
  stalled: StampedFact[];
  error: unknown;
}

/**
 * Gives a batch to the handler. When it throws, the facts are given one by one, so that one bad fact costs only itself;
 * an outage ends that at once, since the next fact would meet it too. `attemptsOf` tells the calls before this one.
 */
export async function attempt(
  spec: SubscriptionSpec,
  handler: FactHandler,
  facts: readonly StampedFact[],
  attemptsOf: (fact: StampedFact) => number,
): Promise<Attempt> {
  const result: Attempt = { done: [], retries: [], dead: [], outage: null, stalled: [], error: null };
  if (facts.length === 0) return result;
  let error: unknown;
  try {
    await handler(facts);
    return { ...result, done: [...facts] };
  } catch (thrown) {
    error = result.error = thrown;
  }
  for (const [i, fact] of facts.entries()) {
    if (facts.length > 1) {
      try {
        await handler([{ ...fact, redelivered: true }]);
        result.done.push(fact);
        continue;
      } catch (thrown) {
        error = result.error = thrown;
      }
    }
    const attempts = attemptsOf(fact) + 1;
    const verdict = judge(error, attempts, spec);
    if (verdict.kind === 'dead') result.dead.push({ fact, error: safeMessage(error), attempts });
    else {
      const retry = { fact, attempts, delayMs: verdict.delayMs, error: safeMessage(error) };
      if (verdict.outage) return { ...result, outage: retry, stalled: facts.slice(i + 1) };
      result.retries.push(retry);
    }
  }
  return result;
}

export function report(log: Logger, tried: Attempt): void {
  if (tried.error === null) return;
  const { retries, dead, stalled } = tried;
  log.warn(
    { err: tried.error, retries: retries.length, dead: dead.map((d) => d.fact.id), stalled: stalled.length },
    'facts failed',
  );
}
