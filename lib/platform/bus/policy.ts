import { DomainError, isTransient } from '../errors';
import type { Backoff } from './port';

/** What becomes of a fact whose handler threw. An outage is waited for, a permanent refusal is final at once. */
export type Judgement = { kind: 'retry'; delayMs: number; outage: boolean } | { kind: 'dead' };

export const defaultBackoff: Backoff = { firstMs: 500, capMs: 60_000 };
/** An outage may last hours; after so many tries even a transient failure is a dead letter. */
const outageAttempts = 200;

export const delayOf = (attempt: number, { firstMs, capMs }: Backoff): number =>
  Math.min(capMs, firstMs * 2 ** Math.min(attempt - 1, 30));

/** `attempt` counts from 1 and includes the one that just failed. */
export function judge(error: unknown, attempt: number, spec: { maxAttempts: number; backoff: Backoff }): Judgement {
  const outage = isTransient(error);
  const isFinal = !outage && error instanceof DomainError && error.code !== 'internal';
  if (isFinal || attempt >= (outage ? outageAttempts : spec.maxAttempts)) return { kind: 'dead' };
  return { kind: 'retry', delayMs: delayOf(attempt, spec.backoff), outage };
}
