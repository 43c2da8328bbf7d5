import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { secondsUntil } from '@/lib/platform/limits/port';
import { mostAnHour } from './vocabulary';

/** Counts tests of whoever asks. Throws `rate_limited` with how many are left, and when there are more. */
export async function countTests(ctx: TxCtx, count: number): Promise<void> {
  const key = `test-messages:${ctx.tenant}:${actorLabel(ctx.actor)}`;
  const { isAllowed, remaining, resetsAt } = await ctx.services.limits.take(key, mostAnHour, 3600, count);
  if (isAllowed) return;
  const retryAfter = secondsUntil(resetsAt, ctx.clock.now());
  const left = remaining > 0 ? `${remaining} more now, and all again` : 'again';
  throw new DomainError({
    code: 'rate_limited',
    message: `You can send ${mostAnHour} test messages an hour. You can send ${left} in ${Math.ceil(retryAfter / 60)} min.`,
    retryAfter,
  });
}
