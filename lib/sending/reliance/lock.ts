import { sql } from 'drizzle-orm';
import type { TxCtx } from '@/lib/platform/context';

/** First in what takes a provider or a key away: two at once would each count on the other one to stay. */
export async function lockReliance({ tx, tenant }: TxCtx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`reliance:${tenant}`}, 0))`);
}
