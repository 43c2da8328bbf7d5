import { sql } from 'drizzle-orm';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { secondsUntil } from '@/lib/platform/limits/port';
import type { Member } from '@/lib/sending';
import { mostAnHour } from './vocabulary';

interface Limit {
  whose: string;
  /** How many tests are asked for. */
  count: number;
  /** Why there are no more, given how many there would be. */
  why: (remaining: number) => string;
}

/** Counts tests of whoever asks, and of each who gets one: a person may have many keys. Throws `rate_limited` with when there are more. */
export async function countTests(ctx: TxCtx, readers: readonly Pick<Member, 'id' | 'email'>[]): Promise<void> {
  const all = [ofAsker(ctx, readers.length), ...readers.map(ofReader)];
  // Who is refused uses nothing up: each limit is looked at before any is counted, by one of those who ask at once after the other.
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`test-messages:${ctx.tenant}`}, 0))`);
  for (const isCounted of [false, true]) for (const limit of all) await requireRoom(ctx, limit, isCounted);
}

const ofAsker = ({ actor }: TxCtx, count: number): Limit => ({
  ...{ whose: actorLabel(actor), count },
  why: (remaining) =>
    `You can send ${mostAnHour} test messages an hour. You can send ${remaining > 0 ? `${remaining} more now, and all again` : 'again'}`,
});

const ofReader = ({ id, email }: Pick<Member, 'id' | 'email'>): Limit => ({
  ...{ whose: `to:${id}`, count: 1 },
  why: () =>
    `${mostAnHour} test messages an hour go to one person, and ${email} got as many. Leave them out, or send to them again`,
});

async function requireRoom(ctx: TxCtx, { whose, count, why }: Limit, isCounted: boolean): Promise<void> {
  const key = `test-messages:${ctx.tenant}:${whose}`;
  const taken = await ctx.services.limits.take(key, mostAnHour, 3600, isCounted ? count : 0);
  const { isAllowed, remaining, resetsAt } = taken;
  if (isAllowed && (isCounted || remaining >= count)) return;
  throw limited(why(remaining), secondsUntil(resetsAt, ctx.clock.now()));
}

const limited = (words: string, retryAfter: number) =>
  new DomainError({
    code: 'rate_limited',
    message: `${words} in ${Math.ceil(retryAfter / 60)} min.`,
    retryAfter,
  });
