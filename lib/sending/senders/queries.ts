import { and, desc, asc, eq, isNull } from 'drizzle-orm';
import { senders } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import type { Sender } from '../schema';

type Row = typeof senders.$inferSelect;

const mine = (ctx: TxCtx) => and(eq(senders.tenantId, ctx.tenant), isNull(senders.deletedAt));

/** The default one first. */
export const allSenders = (ctx: TxCtx): Promise<Row[]> =>
  ctx.tx.select().from(senders).where(mine(ctx)).orderBy(desc(senders.isDefault), asc(senders.fromEmail)).limit(200);

/** One of this tenant; throws `not_found`. */
export async function findSender(ctx: TxCtx, id: string): Promise<Row> {
  const [row] = await ctx.tx
    .select()
    .from(senders)
    .where(and(mine(ctx), eq(senders.id, id)));
  if (!row) throw notFound('sender');
  return row;
}

/** One of this tenant, held until the end of the transaction; throws `not_found`. */
export async function holdSender(ctx: TxCtx, id: string): Promise<Row> {
  const [row] = await ctx.tx
    .select()
    .from(senders)
    .where(and(mine(ctx), eq(senders.id, id)))
    .for('update');
  if (!row) throw notFound('sender');
  return row;
}

/** The default one's id; null where there is none. */
export async function defaultSender(ctx: TxCtx): Promise<string | null> {
  const [row] = await ctx.tx
    .select({ id: senders.id })
    .from(senders)
    .where(and(mine(ctx), eq(senders.isDefault, true)));
  return row?.id ?? null;
}

/** Before another one becomes the default: there is one at most. */
export async function clearDefault(ctx: TxCtx): Promise<void> {
  await ctx.tx
    .update(senders)
    .set({ isDefault: false, updatedAt: ctx.clock.now() })
    .where(and(mine(ctx), eq(senders.isDefault, true)));
}

export const presentSender = ({ id, fromName, fromEmail, isDefault }: Row): Sender => ({
  id,
  fromName,
  fromEmail,
  isDefault,
});
