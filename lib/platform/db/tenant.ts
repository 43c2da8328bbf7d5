import { sql } from 'drizzle-orm';
import type { TagsTx } from '@/db/client';
import type { AfterCommit, Ctx, TxCtx } from '../context';

/**
 * Runs `fn` in a transaction that can only see ctx.tenant; joins the transaction that ctx is already in.
 * The tenant is sent ahead of the first statement without waiting: the wire keeps the order. What was left for after the commit
 * is waited for when the connection is free again.
 */
export async function withTenant<T>(ctx: Ctx, fn: (ctx: TxCtx) => Promise<T>): Promise<T> {
  if (ctx.tx) {
    if (ctx.txTenant !== ctx.tenant) throw new Error('The tenant changed inside a transaction.');
    return fn(ctx as TxCtx);
  }
  if (!ctx.tenant) throw new Error('A transaction needs a tenant.');
  const committed: AfterCommit[] = [];
  const result = await ctx.services.app.db.transaction(async (tx) => {
    const set = tx.execute(sql`select set_config('app.tenant_id', ${ctx.tenant}, true)`).then(() => undefined);
    set.catch(() => undefined);
    const value = await fn({ ...ctx, tx, txTenant: ctx.tenant, afterCommit: (run) => void committed.push(run) });
    await set;
    return value;
  });
  for (const run of committed) await run(ctx);
  return result;
}

/** The same with tagged templates, for batches and hot reads; begins a transaction of its own. */
export async function withTenantTags<T>(ctx: Ctx, fn: (sql: TagsTx) => Promise<T>): Promise<T> {
  if (!ctx.tenant) throw new Error('A transaction needs a tenant.');
  const result = await ctx.services.app.tags.begin(async (tags) => {
    const set = tags`select set_config('app.tenant_id', ${ctx.tenant}, true)`.execute();
    set.catch(() => undefined);
    const value = await fn(tags);
    await set;
    return { value };
  });
  return result.value;
}
