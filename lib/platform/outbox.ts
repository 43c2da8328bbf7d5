import type { TagsTx } from '@/db/client';
import type { Fact } from './command';

/** Writes facts in the caller's transaction, for batches that run on tags; commands emit theirs by ctx.emit. */
export async function insertFacts(
  sql: TagsTx,
  tenant: string,
  facts: readonly Fact[],
  occurredAt: Date,
): Promise<void> {
  if (facts.length === 0) return;
  await sql`
    insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
    select ${tenant}, f.type, f.entity_type, f.entity_id, f.version, f.payload::jsonb, ${occurredAt}
    from unnest(${facts.map((f) => f.type)}::text[], ${facts.map((f) => f.entityType)}::text[], ${facts.map((f) => f.entityId)}::uuid[], ${facts.map((f) => f.version)}::bigint[],
      ${facts.map((f) => JSON.stringify(f.payload))}::text[]) as f(type, entity_type, entity_id, version, payload)`;
}
