import type { TagsTx } from '@/db/client';
import type { SuppressionReason } from '@/lib/pipeline/vocabulary';

export interface SuppressionEntry {
  /** Normalised. */
  email: string;
  reason: SuppressionReason;
  detail: string | null;
  messageId: string | null;
  /** Ends by itself then; absent or null: only by hand. */
  expiresAt?: Date | null;
}

/** Puts addresses on the list of those that get nothing more; once per reason. One that ends by itself is never shortened. */
export async function suppressAll(
  sql: TagsTx,
  tenant: string,
  given: readonly SuppressionEntry[],
  at: Date,
): Promise<void> {
  const entries = [...new Map(given.map((one) => [`${one.reason} ${one.email}`, one])).values()];
  if (entries.length === 0) return;
  await sql`
    insert into email_suppressions as s (tenant_id, email_normalized, reason, detail, message_id, expires_at, created_at)
    select ${tenant}, e.email, e.reason, left(e.detail, 1000), e.message_id, e.expires_at, ${at}
    from unnest(${entries.map((e) => e.email)}::text[], ${entries.map((e) => e.reason)}::text[], ${entries.map((e) => e.detail)}::text[],
      ${entries.map((e) => e.messageId)}::uuid[], ${entries.map((e) => e.expiresAt?.toISOString() ?? null)}::timestamptz[]) as e(email, reason, detail, message_id, expires_at)
    order by e.email, e.reason
    on conflict (tenant_id, email_normalized, reason) where deleted_at is null do update
      set expires_at = excluded.expires_at, detail = excluded.detail, message_id = excluded.message_id, created_at = excluded.created_at
      where s.expires_at < coalesce(excluded.expires_at, 'infinity')`;
}

/** One address. */
export const suppress = (sql: TagsTx, tenant: string, entry: SuppressionEntry, at: Date): Promise<void> =>
  suppressAll(sql, tenant, [entry], at);
