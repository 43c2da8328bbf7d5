import type { TagsTx } from '@/db/client';
import type { Ctx } from '../context';
import { withTenantTags } from './tenant';

export type { TagsTx } from '@/db/client';

type Rows = readonly object[];

/**
 * Runs reads of ctx.tenant in one transaction, all statements sent together: for hot reads that do not need each other's
 * results. drizzle costs a statement about 85 µs of processor time more (docs/measurements.md).
 */
export async function readTogether<T extends readonly Rows[]>(
  ctx: Ctx,
  statements: (sql: TagsTx) => { [K in keyof T]: PromiseLike<T[K]> },
): Promise<T> {
  if (ctx.tx) throw new Error('A hot read has a connection of its own: it would not see what this transaction wrote.');
  return withTenantTags(ctx, async (sql) => (await Promise.all([...statements(sql)])) as unknown as T);
}
