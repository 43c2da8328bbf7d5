import { sql, type SQL } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';
import type { Meant } from './schema';

/** Failed and uncertain messages `m` outside campaigns of this tenant: the words of the index that holds just these. */
export const openSql = (ctx: TxCtx): SQL =>
  sql`m.tenant_id = ${ctx.tenant} and m.source_type <> 'campaign' and m.rare_status in ('failed', 'uncertain')`;

/** Those of them that a call means. */
export function meantSql(ctx: TxCtx, { messageIds, source }: Meant): SQL {
  if (messageIds) return sql`${openSql(ctx)} and m.id = any(${sql.param(messageIds)}::uuid[])`;
  return source ? sql`${openSql(ctx)} and m.source_type = ${source}` : openSql(ctx);
}

export async function countOf(ctx: TxCtx, where: SQL): Promise<number> {
  const [row] = await ctx.tx.execute<{ n: number }>(
    sql`select count(*)::int as n from pipeline_messages m where ${where}`,
  );
  return row?.n ?? 0;
}
