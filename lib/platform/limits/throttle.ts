import type { Clock } from '../clock';
import { DomainError } from '../errors';
import { secondsUntil, type LimitsPort } from './port';

/** Counts a use of `key`, of which `points` are allowed in `seconds`. Throws `rate_limited` with the wait. */
export async function throttle(
  limits: LimitsPort,
  key: string,
  { points, seconds }: { points: number; seconds: number },
  clock: Clock,
): Promise<void> {
  const { isAllowed, resetsAt } = await limits.take(key, points, seconds);
  if (isAllowed) return;
  const retryAfter = secondsUntil(resetsAt, clock.now());
  throw new DomainError({
    code: 'rate_limited',
    message: `Too many attempts. Try again in ${Math.ceil(retryAfter / 60)} min.`,
    retryAfter,
  });
}
