import { createHash } from 'node:crypto';
import type { Tags, TagsTx } from '@/db/client';
import type { StampedFact } from './port';

/** An outbox row as the driver gives it: bigints come as text. */
export interface OutboxRow {
  tenant_id: string;
  id: string;
  type: string;
  entity_type: string;
  entity_id: string;
  version: string;
  payload: Record<string, unknown>;
  occurred_at: Date;
  position: string;
}

export const toFact = (row: OutboxRow, redelivered: boolean): StampedFact => ({
  id: row.id,
  tenant: row.tenant_id,
  type: row.type,
  entityType: row.entity_type,
  entityId: row.entity_id,
  version: Number(row.version),
  payload: row.payload,
  occurredAt: row.occurred_at.toISOString(),
  position: Number(row.position),
  redelivered,
});

export interface DeadFact {
  fact: StampedFact;
  error: string;
  attempts: number;
}

const deadId = (consumer: string, fact: StampedFact): string => {
  const hex = createHash('sha256').update(`${consumer} ${fact.id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * Keeps facts that a consumer gave up on; once per consumer and fact, however often it is told. One that was replayed and
 * came back (the bus delivers at least once) is open again; one that somebody discarded stays discarded.
 */
export async function keepDead(
  sql: Tags | TagsTx,
  consumer: string,
  dead: readonly DeadFact[],
  now: Date,
): Promise<void> {
  if (dead.length === 0) return;
  await sql`
    insert into dead_letters (tenant_id, id, consumer, fact, error, attempts, created_at)
    select d.tenant_id, d.id, ${consumer}, d.fact::jsonb, d.error, d.attempts, ${now}
    from unnest(${dead.map((d) => d.fact.tenant)}::text[], ${dead.map((d) => deadId(consumer, d.fact))}::uuid[],
      ${dead.map((d) => JSON.stringify(d.fact))}::text[], ${dead.map((d) => d.error.replaceAll('\u0000', ''))}::text[],
      ${dead.map((d) => d.attempts)}::int[]) as d (tenant_id, id, fact, error, attempts)
    on conflict (tenant_id, id) do update set state = 'open', settled_at = null, settled_by = null, error = excluded.error, attempts = excluded.attempts
      where dead_letters.state = 'replayed'`;
}

/** Gives a new consumer its place; an old one says that it lives, so that the outbox is kept for it. */
export async function takePlace(sql: Tags, consumer: string, from: 'start' | 'now', now: Date): Promise<number> {
  const [row] = await sql<{ position: string }[]>`
    insert into consumer_offsets as c (consumer, position, updated_at)
    values (${consumer}, case when ${from} = 'now' then (select position from relay_state where one = 1) else 0 end, ${now})
    on conflict (consumer) do update set updated_at = excluded.updated_at returning position`;
  return Number(row?.position ?? 0);
}
