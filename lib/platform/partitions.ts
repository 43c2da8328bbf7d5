import { bareClient } from '@/db/client';
import { config } from './config';
import type { Services } from './services';

export const partitionedTables = ['pipeline_delivery_logs', 'audit_logs'] as const;
const monthsAhead = 4;

/** Creates missing monthly partitions, secured like their parent, as the owner of the tables. Needs DATABASE_OWNER_URL. */
export async function ensurePartitions(_services: Services, now: Date): Promise<void> {
  const { owner } = config().database;
  if (!owner) return;
  const sql = bareClient(owner);
  try {
    for (const table of partitionedTables) {
      await sql.begin(async (tx) => {
        const [row] = await tx<
          { made: number }[]
        >`select ensure_partitions(${table}, ${now.toISOString().slice(0, 10)}::date, ${monthsAhead}) as made`;
        if (row?.made)
          await tx`select secure_table(c.oid::regclass) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = ${table}::regclass`;
      });
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}
