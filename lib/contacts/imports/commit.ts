import type { TagsTx } from '@/db/client';
import type { Ctx } from '@/lib/platform/context';
import { withTenantTags } from '@/lib/platform/db/tenant';
import { driverFailure } from '@/lib/platform/errors';
import type { ReadPoint } from '../import/format';
import type { PreparedBatch } from './batch';
import type { Plan } from './plan';
import { recordBatch } from './record';
import { storeRows, type Stored } from './store';

/** Somebody wrote the same contact meanwhile, or held it for too long. */
const worthRepeating = new Set(['23505', '40001', '40P01', '55P03']);

/**
 * One transaction: rows, problems, counts, facts, and the place where to go on. Two batches may be at work at once; `before`
 * is the commit of the one before, and nothing of a batch is committed ahead of it.
 */
export async function commitBatch(
  ctx: Ctx,
  plan: Plan,
  batch: PreparedBatch,
  before: Promise<unknown>,
): Promise<Stored> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withTenantTags(ctx, async (sql) => {
        let mine: Promise<void> | undefined;
        const turn = () => (mine ??= before.then(() => holdPlace(sql, plan, batch.from)));
        const stored = await storeRows(sql, batch, plan.rules, turn);
        await recordBatch(sql, plan, batch, stored);
        return stored;
      });
    } catch (error) {
      if (attempt >= 5 || !worthRepeating.has(driverFailure(error)?.sqlState ?? '')) throw error;
    }
  }
}

/** Locks the import and makes sure that it stands where this worker thinks: a worker that lost its lease stores nothing. */
async function holdPlace(sql: TagsTx, { rules }: Plan, from: ReadPoint): Promise<void> {
  const [row] = await sql<
    { at: string }[]
  >`select byte_offset as at from contact_imports where tenant_id = ${rules.tenant} and id = ${rules.importId} for update`;
  if (Number(row?.at) !== from.offset) throw new Error('The import went on in another worker.');
}
