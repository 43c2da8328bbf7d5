import type { Tags } from '@/lib/platform/db/loop';

const lockKey = 4_211_002_027;

/**
 * Gives the next unstamped facts their positions, gapless and in one order for all, and notifies. One relay at a time:
 * the lock is taken in the same transaction, as a statement of its own, because the stamp needs a snapshot behind it.
 */
export async function stamp(sql: Tags, batch: number): Promise<number> {
  const [waiting] = await sql`select 1 from outbox where position is null limit 1`;
  if (!waiting) return 0;
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ ok: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as ok`;
    if (!lock?.ok) return 0;
    const [row] = await tx<{ stamped: number }[]>`
      with s as (select position from relay_state where one = 1 for update),
        b as (select tenant_id, id, row_number() over (order by id) as n
          from (select tenant_id, id from outbox where position is null order by id limit ${batch}) x),
        u as (update outbox o set position = s.position + b.n from b, s where o.tenant_id = b.tenant_id and o.id = b.id returning 1),
        w as (update relay_state set position = position + (select count(*) from b) where one = 1 and exists (select 1 from b) returning position),
        n as (select pg_notify('facts', position::text) from w)
      select (select count(*) from u)::int as stamped, (select count(*) from n) as told`;
    return row?.stamped ?? 0;
  });
}
