import type { Tags } from '@/db/client';
import { DomainError } from '../errors';

/** How far facts were handed to the bus, and to which store of it. */
export async function readPublished(sql: Tags): Promise<{ published: number; store: string | null }> {
  const [row] = await sql<
    { published: string; store: string | null }[]
  >`select published, store from relay_state where one = 1`;
  return { published: Number(row?.published ?? 0), store: row?.store ?? null };
}

/** Everything up to here is dealt with; never goes back. */
export async function saveFloor(sql: Tags, consumer: string, position: number, now: Date): Promise<void> {
  await sql`update consumer_offsets set position = greatest(position, ${position}), updated_at = ${now} where consumer = ${consumer}`;
}

/** Has the relay send again what this consumer has not dealt with, when the bus's oldest fact lies behind that. */
export async function rewind(sql: Tags, consumer: string, oldest: number): Promise<void> {
  await sql`
    update relay_state r set published = c.position from consumer_offsets c
    where r.one = 1 and c.consumer = ${consumer} and c.position < ${oldest - 1} and r.published > c.position
      and exists (select 1 from outbox o where o.position > c.position and o.position < ${oldest})`;
}

/** Facts that the bus does not hold yet; for a consumer that it does not know, all behind its place. */
export async function lagOf(sql: Tags, consumer: string | null): Promise<number> {
  const [row] = await sql<{ lag: string }[]>`
    select position - case when ${consumer}::text is null then published
      else coalesce((select c.position from consumer_offsets c where c.consumer = ${consumer}::text), 0) end as lag
    from relay_state where one = 1`;
  return Math.max(0, Number(row?.lag ?? 0));
}

/** The payload of a fact that was too big to travel. */
export async function loadPayload(sql: Tags, tenant: string, id: string): Promise<Record<string, unknown>> {
  const [row] = await sql<
    { payload: Record<string, unknown> }[]
  >`select payload from outbox where tenant_id = ${tenant} and id = ${id}`;
  if (!row)
    throw new DomainError({ code: 'internal', message: `The payload of the fact ${id} is no longer in the outbox.` });
  return row.payload;
}
