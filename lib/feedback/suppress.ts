import type { TagsTx } from '@/db/client';
import { isText, type Channel } from '@/lib/contacts/vocabulary';
import type { SuppressedChannel, SuppressionReason } from '@/lib/pipeline/vocabulary';

/** What stands on the list: an address, normalised, or a number (E.164) for one channel or all that goes to it. */
export type SuppressionTarget = { email: string } | { phone: string; channel: SuppressedChannel };

export type SuppressionEntry = SuppressionTarget & {
  reason: SuppressionReason;
  detail: string | null;
  messageId: string | null;
  /** Ends by itself then; absent or null: only by hand. */
  expiresAt?: Date | null;
  /** When it happened, where that is told late: what was lifted since stays lifted. Absent: now. */
  happenedAt?: Date;
};

/** What a message's address is on the list; null for channels that it does not know. A number is gone on one channel, not on all. */
export function targetOf({ channel, address }: { channel: Channel; address: string | null }): SuppressionTarget | null {
  if (!address) return null;
  if (channel === 'email') return { email: address };
  return isText(channel) ? { phone: address, channel } : null;
}

const keyOf = (one: SuppressionEntry): string =>
  'email' in one ? `${one.reason} all ${one.email}` : `${one.reason} ${one.channel} ${one.phone}`;

/** Puts addresses and numbers on the list of those that get nothing more; once per reason. One that ends by itself is never shortened. */
export async function suppressAll(
  sql: TagsTx,
  tenant: string,
  given: readonly SuppressionEntry[],
  now: Date,
): Promise<void> {
  const dated = given.map((one) => ({ ...one, happenedAt: one.happenedAt ?? now }));
  dated.sort((a, b) => a.happenedAt.getTime() - b.happenedAt.getTime());
  const entries = [...new Map(dated.map((one) => [keyOf(one), one])).values()];
  if (entries.length === 0) return;
  await sql`
    insert into email_suppressions as s (tenant_id, email_normalized, phone_e164, channel, reason, detail, message_id, expires_at, created_at)
    select ${tenant}, e.email, e.phone, e.channel, e.reason, left(e.detail, 1000), e.message_id, e.expires_at, e.happened_at
    from unnest(${entries.map((e) => ('email' in e ? e.email : null))}::text[], ${entries.map((e) => ('phone' in e ? e.phone : null))}::text[],
      ${entries.map((e) => ('phone' in e ? e.channel : 'all'))}::text[], ${entries.map((e) => e.reason)}::text[], ${entries.map((e) => e.detail)}::text[],
      ${entries.map((e) => e.messageId)}::uuid[], ${entries.map((e) => e.expiresAt?.toISOString() ?? null)}::timestamptz[], ${entries.map((e) => e.happenedAt.toISOString())}::timestamptz[])
      as e(email, phone, channel, reason, detail, message_id, expires_at, happened_at)
    where not exists (
      select 1 from email_suppressions l where l.tenant_id = ${tenant} and l.address = coalesce(e.email, e.phone) and l.channel = e.channel and l.reason = e.reason
        and l.deleted_at > e.happened_at and l.lifted_by is distinct from 'timer')
    order by coalesce(e.email, e.phone), e.channel, e.reason
    on conflict (tenant_id, address, channel, reason) where deleted_at is null do update
      set expires_at = excluded.expires_at, detail = excluded.detail, message_id = excluded.message_id, created_at = excluded.created_at
      where s.expires_at < coalesce(excluded.expires_at, 'infinity')`;
}

/** One address or number. */
export const suppress = (sql: TagsTx, tenant: string, entry: SuppressionEntry, now: Date): Promise<void> =>
  suppressAll(sql, tenant, [entry], now);

/** Somebody wrote from this number: that it was gone on this channel is over. */
export async function liftGone(
  sql: TagsTx,
  tenant: string,
  { phone, channel, at }: { phone: string; channel: SuppressedChannel; at: Date },
): Promise<void> {
  await sql`
    update email_suppressions set deleted_at = ${at}, lifted_by = 'inbound', lift_note = 'Somebody wrote from this number'
    where tenant_id = ${tenant} and address = ${phone} and channel = ${channel} and reason in ('bounce', 'soft_bounce') and deleted_at is null and created_at <= ${at}`;
}
