import { sql, type SQL } from 'drizzle-orm';
import type { SuppressedChannel, SuppressionReason } from '@/lib/pipeline/vocabulary';
import type { TxCtx } from '@/lib/platform/context';
import type { Suppression, SuppressionKind } from './schema';

export interface SuppressionRow extends Record<string, unknown> {
  id: string;
  email: string | null;
  phone: string | null;
  channel: SuppressedChannel;
  reason: SuppressionReason;
  detail: string | null;
  created_by: string | null;
  created_at: string;
  expires_at: string | null;
  contact_id: string | null;
  contact_name: string | null;
}

const iso = (at: string | Date) => new Date(at).toISOString();

export const presentSuppression = (row: SuppressionRow): Suppression => ({
  id: row.id,
  email: row.email,
  phone: row.phone,
  channel: row.channel,
  reason: row.reason,
  detail: row.detail,
  createdBy: row.created_by,
  createdAt: iso(row.created_at),
  expiresAt: row.expires_at === null ? null : iso(row.expires_at),
  contact: row.contact_id === null ? null : { id: row.contact_id, name: row.contact_name ?? '' },
});

/** What holds now: neither lifted nor over. */
export const holds = (ctx: TxCtx): SQL =>
  sql`s.tenant_id = ${ctx.tenant} and s.deleted_at is null and (s.expires_at is null or s.expires_at > ${ctx.clock.now().toISOString()})`;

/** Entries with a contact each who has the address or number, newest first. */
export async function selectSuppressions(ctx: TxCtx, where: SQL, limit: number): Promise<SuppressionRow[]> {
  const rows = await ctx.tx.execute<SuppressionRow>(sql`
    select s.id, s.email_normalized as email, s.phone_e164 as phone, s.channel, s.reason, s.detail, s.created_by, s.created_at, s.expires_at, c.id as contact_id, c.display_name as contact_name
    from (select * from email_suppressions s where ${holds(ctx)} and ${where} order by s.created_at desc, s.id desc limit ${limit}) s
    left join lateral (
      (select id, display_name from contacts c where c.tenant_id = s.tenant_id and c.email_normalized = s.email_normalized and c.deleted_at is null)
      union all
      (select id, display_name from contacts c where c.tenant_id = s.tenant_id and c.phone_e164 = s.phone_e164 and c.deleted_at is null)
      limit 1) c on true
    order by s.created_at desc, s.id desc`);
  return [...rows];
}

/** The filters of the list and of its numbers. */
export const ofKind = (kind: SuppressionKind | undefined): SQL =>
  kind === undefined ? sql`true` : kind === 'phone' ? sql`s.phone_e164 is not null` : sql`s.phone_e164 is null`;
