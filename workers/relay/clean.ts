import type { Tags } from '@/lib/platform/db/loop';

const step = 5_000;
const dayMs = 24 * 3600 * 1000;
/** A consumer that has not shown itself for so long is taken for removed. */
const forgottenMs = 7 * dayMs;

/** Deletes facts that every consumer has dealt with and that are older than a day; answers how many. */
export async function cleanOutbox(sql: Tags, now: Date, maxSteps = 200): Promise<number> {
  const before = new Date(now.getTime() - dayMs);
  const alive = new Date(now.getTime() - forgottenMs);
  let total = 0;
  for (let i = 0; i < maxSteps; i++) {
    const { count } = await sql`
      delete from outbox o using (
        select tenant_id, id from outbox x
        where x.position <= (select least(
            (select min(c.position) from consumer_offsets c where c.updated_at > ${alive}),
            (select case when r.store is null then r.position else r.published end from relay_state r where r.one = 1)))
          and x.occurred_at < ${before} and not exists (select 1 from consumer_retries r where r.position = x.position)
        order by x.position limit ${step}) old
      where o.tenant_id = old.tenant_id and o.id = old.id`;
    total += count;
    if (count < step) break;
  }
  return total;
}
