import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { secondsUntil } from '@/lib/platform/limits/port';
import type { Member } from './members';
import { mostAnHour } from './vocabulary';

/** Counts tests of whoever asks, and of each who gets one: a person may have many keys. Throws `rate_limited` with when there are more. */
export async function countTests(ctx: TxCtx, readers: readonly Pick<Member, 'id' | 'email'>[]): Promise<void> {
  const mine = await take(ctx, actorLabel(ctx.actor), readers.length);
  if (mine) {
    const left = mine.remaining > 0 ? `${mine.remaining} more now, and all again` : 'again';
    throw limited(`You can send ${mostAnHour} test messages an hour. You can send ${left}`, mine.retryAfter);
  }
  for (const { id, email } of readers) {
    const theirs = await take(ctx, `to:${id}`, 1);
    if (theirs)
      throw limited(
        `${mostAnHour} test messages an hour go to one person, and ${email} got as many. Leave them out, or send to them again`,
        theirs.retryAfter,
      );
  }
}

/** Null where they fit; else how many would, and in how many seconds there is room again. */
async function take(
  ctx: TxCtx,
  whose: string,
  count: number,
): Promise<{ remaining: number; retryAfter: number } | null> {
  const key = `test-messages:${ctx.tenant}:${whose}`;
  const { isAllowed, remaining, resetsAt } = await ctx.services.limits.take(key, mostAnHour, 3600, count);
  return isAllowed ? null : { remaining, retryAfter: secondsUntil(resetsAt, ctx.clock.now()) };
}

const limited = (words: string, retryAfter: number) =>
  new DomainError({
    code: 'rate_limited',
    message: `${words} in ${Math.ceil(retryAfter / 60)} min.`,
    retryAfter,
  });
