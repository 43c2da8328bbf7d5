import { and, eq } from 'drizzle-orm';
import { deadLetters } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import type { DeadLetterRow } from './present';

const mine = ({ tenant }: TxCtx, id: string) => and(eq(deadLetters.tenantId, tenant), eq(deadLetters.id, id));

/** A dead letter of this tenant; throws `not_found`. */
export async function findDeadLetter(ctx: TxCtx, id: string): Promise<DeadLetterRow> {
  const [row] = await ctx.tx.select().from(deadLetters).where(mine(ctx, id));
  if (!row) throw notFound('dead letter');
  return row;
}

/** The same, held until the end of the transaction; null while somebody else holds it: a worker, for as long as it tries. */
export async function holdDeadLetter(ctx: TxCtx, id: string): Promise<DeadLetterRow | null> {
  const [row] = await ctx.tx.select().from(deadLetters).where(mine(ctx, id)).for('update', { skipLocked: true });
  if (!row) await findDeadLetter(ctx, id);
  return row ?? null;
}
