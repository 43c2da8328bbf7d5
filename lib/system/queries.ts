import { and, eq } from 'drizzle-orm';
import { deadLetters } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import type { DeadLetterRow } from './present';

/** A dead letter of this tenant; throws `not_found`. `lock` holds it until the end of the transaction. */
export async function findDeadLetter(ctx: TxCtx, id: string, lock = false): Promise<DeadLetterRow> {
  const select = ctx.tx
    .select()
    .from(deadLetters)
    .where(and(eq(deadLetters.tenantId, ctx.tenant), eq(deadLetters.id, id)));
  const [row] = await (lock ? select.for('update') : select);
  if (!row) throw notFound('dead letter');
  return row;
}
