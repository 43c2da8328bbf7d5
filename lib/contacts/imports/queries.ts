import { and, desc, eq, getTableColumns, ne, sql, type SQL } from 'drizzle-orm';
import { contactImports, jobs } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';

/** An upload that is not whole yet; no list shows it. */
export const uploading = 'uploading';

const columns = { ...getTableColumns(contactImports), jobState: jobs.state, jobError: jobs.error };
export type ImportRow = typeof contactImports.$inferSelect & { jobState: string | null; jobError: string | null };

export async function selectImports(ctx: TxCtx, where: SQL[], limit: number): Promise<ImportRow[]> {
  return ctx.tx
    .select(columns)
    .from(contactImports)
    .leftJoin(jobs, and(eq(jobs.tenantId, contactImports.tenantId), eq(jobs.id, contactImports.jobId)))
    .where(and(eq(contactImports.tenantId, ctx.tenant), ne(contactImports.status, uploading), ...where))
    .orderBy(desc(contactImports.id))
    .limit(limit);
}

/** An import of this tenant with the state of its job; throws `not_found`. */
export async function findImport(ctx: TxCtx, id: string): Promise<ImportRow> {
  const [row] = await selectImports(ctx, [eq(contactImports.id, id)], 1);
  if (!row) throw notFound('import');
  return row;
}

/** The same, held until the end of the transaction: two starts at once start it once. */
export async function lockImport(ctx: TxCtx, id: string): Promise<ImportRow> {
  await ctx.tx.execute(sql`select 1 from ${contactImports} where tenant_id = ${ctx.tenant} and id = ${id} for update`);
  return findImport(ctx, id);
}
