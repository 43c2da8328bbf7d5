import type { Tags } from '@/db/client';
import type { LiveEvent } from './event';

interface Row {
  tenant_id: string;
  position: string;
  type: string;
  entity_type: string;
  entity_id: string;
}

const pageSize = 1_000;
const maxMissed = 1_000;

const toEvent = (row: Row): LiveEvent => ({
  position: Number(row.position),
  type: row.type,
  entityType: row.entity_type,
  entityId: row.entity_id,
});

/** The newest position. */
export async function readHead(sql: Tags): Promise<number> {
  const [row] = await sql<{ position: string }[]>`select position from relay_state where one = 1`;
  return Number(row?.position ?? 0);
}

// A fact bears the time at which its transaction began, and gets its position after the end.
const transactionMs = 5_000;

/** The newest position of `ms` before `now`: nobody who read later can have missed what stands before it. */
export async function readPositionAt(sql: Tags, now: Date, ms: number): Promise<number> {
  const then = new Date(now.getTime() - ms - transactionMs);
  const [row] = await sql<{ position: string }[]>`
    select coalesce(
      (select position from outbox where position is not null and occurred_at < ${then} order by position desc limit 1),
      (select min(position) - 1 from outbox where position is not null),
      (select position from relay_state where one = 1)) as position`;
  return Number(row?.position ?? 0);
}

/** Facts of all tenants behind `from`, up to `to`, at most a page; `next` is where to go on. */
export async function readBetween(
  sql: Tags,
  from: number,
  to: number,
): Promise<{ byTenant: Map<string, LiveEvent[]>; next: number }> {
  const rows = await sql<Row[]>`
    select tenant_id, position, type, entity_type, entity_id from outbox
    where position > ${from} and position <= ${to} order by position limit ${pageSize}`;
  const byTenant = new Map<string, LiveEvent[]>();
  for (const row of rows) {
    const events = byTenant.get(row.tenant_id) ?? [];
    events.push(toEvent(row));
    byTenant.set(row.tenant_id, events);
  }
  return { byTenant, next: rows.length < pageSize ? to : Number(rows.at(-1)?.position) };
}

/** Facts of one tenant after a position; null when they are too many, no longer kept, or the position is unknown. */
export async function readMissed(sql: Tags, tenant: string, after: number): Promise<LiveEvent[] | null> {
  const [kept] = await sql<{ first: string | null; head: string }[]>`
    select (select min(position) from outbox) as first, position as head from relay_state where one = 1`;
  const newest = Number(kept?.head ?? 0);
  const oldest = kept?.first == null ? newest + 1 : Number(kept.first);
  if (after > newest || after < oldest - 1) return null;
  const rows = await sql<Row[]>`
    select tenant_id, position, type, entity_type, entity_id from outbox
    where tenant_id = ${tenant} and position > ${after} order by position limit ${maxMissed + 1}`;
  return rows.length > maxMissed ? null : rows.map(toEvent);
}
