import type { TagsTx } from '@/db/client';
import { split } from './pattern';
import { toFact, type OutboxRow } from './rows';
import type { StampedFact, SubscriptionSpec } from './port';
import type { Retry } from './attempt';

/** At most so many positions are passed in one step, wanted or not. */
export const maxRange = 20_000;
const maxBytes = 8 * 1024 * 1024;

export interface Place {
  position: number;
  head: number;
  /** When the next failed fact is due. */
  retryAt: Date | null;
}

/** Locks the consumer's place; waiting processes get it in turn, and one that dies gives it back at once. */
export async function lockPlace(sql: TagsTx, consumer: string): Promise<Place | null> {
  const timeout = sql`set local lock_timeout = '1s'`.execute();
  timeout.catch(() => undefined);
  const [row] = await sql<{ position: string; head: string; retry_at: Date | null }[]>`
    select position, (select position from relay_state where one = 1) as head,
      (select min(due_at) from consumer_retries where consumer = ${consumer}) as retry_at
    from consumer_offsets where consumer = ${consumer} for update`;
  await timeout;
  return row ? { position: Number(row.position), head: Number(row.head), retryAt: row.retry_at } : null;
}

export interface Page {
  facts: StampedFact[];
  /** Everything up to here has been looked at. */
  next: number;
  isMore: boolean;
}

/** The next wanted facts after a position, bounded by number, by range and by bytes. */
export async function readPage(sql: TagsTx, spec: SubscriptionSpec, place: Place, suspectUntil: number): Promise<Page> {
  const ceiling = Math.max(place.position, Math.min(place.head, place.position + maxRange));
  if (ceiling === place.position) return { facts: [], next: place.position, isMore: false };
  const { all, exact, domains } = split(spec.facts);
  const rows = await sql<(OutboxRow & { found: number })[]>`
    select * from (
      select f.*, sum(pg_column_size(f.payload)) over (order by f.position) - pg_column_size(f.payload) as before, (count(*) over ())::int as found
      from (
        select tenant_id, id, type, entity_type, entity_id, version, payload, occurred_at, position from outbox
        where position > ${place.position} and position <= ${ceiling}
          and (${all} or type = any(${exact}::text[]) or split_part(type, '.', 1) = any(${domains}::text[]))
        order by position limit ${spec.batch}) f
    ) x where before < ${maxBytes} order by position`;
  const facts = rows.map((row) => toFact(row, Number(row.position) <= suspectUntil));
  const last = facts.at(-1);
  const isWhole = rows.length < spec.batch && (rows[0]?.found ?? 0) === rows.length;
  const next = isWhole || !last ? ceiling : last.position;
  return { facts, next, isMore: next < place.head };
}

export async function moveTo(sql: TagsTx, consumer: string, position: number, now: Date): Promise<void> {
  await sql`update consumer_offsets set position = ${position}, updated_at = ${now} where consumer = ${consumer}`;
}

export interface DueRetries {
  facts: StampedFact[];
  attempts: Map<number, number>;
}

/** Failed facts whose wait is over. The place is locked, so nobody else looks at them. */
export async function dueRetries(sql: TagsTx, spec: SubscriptionSpec, now: Date): Promise<DueRetries> {
  const rows = await sql<(OutboxRow & { attempts: number })[]>`
    select o.tenant_id, o.id, o.type, o.entity_type, o.entity_id, o.version, o.payload, o.occurred_at, o.position, r.attempts
    from consumer_retries r join outbox o on o.position = r.position
    where r.consumer = ${spec.name} and r.due_at <= ${now} order by r.due_at limit ${Math.min(spec.batch, 100)}`;
  return {
    facts: rows.map((row) => toFact(row, true)),
    attempts: new Map(rows.map((row) => [Number(row.position), row.attempts])),
  };
}

export async function keepRetries(sql: TagsTx, consumer: string, retries: readonly Retry[], now: Date): Promise<void> {
  if (retries.length === 0) return;
  await sql`
    insert into consumer_retries as r (consumer, position, due_at, attempts, error)
    select ${consumer}, t.position, ${now}::timestamptz + make_interval(secs => t.ms / 1000.0), t.attempts, t.error
    from unnest(${retries.map((r) => r.fact.position)}::bigint[], ${retries.map((r) => r.delayMs)}::float8[],
      ${retries.map((r) => r.attempts)}::int[], ${retries.map((r) => r.error.replaceAll('\u0000', ''))}::text[]) as t (position, ms, attempts, error)
    on conflict (consumer, position) do update set due_at = excluded.due_at, attempts = excluded.attempts, error = excluded.error`;
}

export async function dropRetries(sql: TagsTx, consumer: string, facts: readonly StampedFact[]): Promise<void> {
  if (facts.length === 0) return;
  await sql`delete from consumer_retries where consumer = ${consumer} and position = any(${facts.map((f) => f.position)}::bigint[])`;
}
