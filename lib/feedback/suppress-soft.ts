import type { TagsTx } from '@/db/client';
import { refusalClass } from './bounce-class';
import { softStreak, type AddressSign } from './soft';
import { suppressAll, type SuppressionEntry } from './suppress';

interface AddressOf {
  contactId: string;
  /** Normalised. */
  email: string;
}

export const bounceDefaults = { softLimit: 3, softWindowDays: 90, expireDays: 30 };
export type BounceRule = typeof bounceDefaults;

/** The tenant's own numbers, or the defaults. */
export async function bounceRule(sql: TagsTx, tenant: string): Promise<BounceRule> {
  const [row] = await sql<BounceRule[]>`
    select soft_limit as "softLimit", soft_window_days as "softWindowDays", expire_days as "expireDays" from bounce_settings where tenant_id = ${tenant}`;
  return row ?? bounceDefaults;
}

const dayMs = 86_400_000;

/** Suppresses, for a time, the addresses of these for whom so many messages in a row came back for now. */
export async function suppressSoft(
  sql: TagsTx,
  tenant: string,
  given: readonly AddressOf[],
  now: Date,
): Promise<number> {
  const addresses = [...new Map(given.map((one) => [one.email, one])).values()];
  if (addresses.length === 0) return 0;
  const rule = await bounceRule(sql, tenant);
  const signs = await signsOf(sql, tenant, addresses, new Date(now.getTime() - rule.softWindowDays * dayMs));
  const entries = addresses.flatMap(({ email }): SuppressionEntry[] => {
    const { count, isFull } = softStreak(signs.get(email) ?? [], {
      limit: rule.softLimit,
      windowDays: rule.softWindowDays,
    });
    if (!isFull) return [];
    const detail = `${count} messages in a row came back for now`;
    const expiresAt = new Date(now.getTime() + rule.expireDays * dayMs);
    return [{ email, reason: 'soft_bounce', detail, messageId: null, expiresAt }];
  });
  await suppressAll(sql, tenant, entries, now);
  return entries.length;
}

interface SignRow {
  email: string;
  message_id: string;
  at: Date;
  kind: AddressSign['kind'] | 'refused';
  code: string | null;
  words: string | null;
}

/** What is known of each address since an instant: reports, refusals at the hand-over, and when it was taken off the list. */
async function signsOf(
  sql: TagsTx,
  tenant: string,
  addresses: readonly AddressOf[],
  since: Date,
): Promise<Map<string, AddressSign[]>> {
  const rows = await sql<SignRow[]>`
    with wanted as (select * from unnest(${addresses.map((a) => a.contactId)}::uuid[], ${addresses.map((a) => a.email)}::text[]) as w(contact_id, email)),
      mails as (
        select w.email, m.id, m.status, m.finished_at, m.error_code, m.error_message from wanted w
        join pipeline_messages m on m.tenant_id = ${tenant} and m.contact_id = w.contact_id and m.recipient_address = w.email and m.channel = 'email')
    select m.email, l.message_id, l.occurred_at as at, case l.event when 'bounced' then 'soft' else 'alive' end as kind, null as code, null as words
    from mails m join pipeline_delivery_logs l on l.tenant_id = ${tenant} and l.message_id = m.id
    where l.occurred_at > ${since} and (l.event in ('delivered', 'opened', 'clicked', 'replied', 'auto_replied', 'unsubscribed') or (l.event = 'bounced' and l.metadata->>'class' = 'soft'))
    union all
    select email, id, finished_at, 'refused', error_code, error_message from mails where status = 'failed' and finished_at > ${since}
    union all
    select w.email, s.id, coalesce(s.deleted_at, s.expires_at), 'lifted', null, null
    from wanted w join email_suppressions s on s.tenant_id = ${tenant} and s.email_normalized = w.email and s.reason = 'soft_bounce'
    where s.deleted_at is not null or s.expires_at <= now()`;
  const signs = new Map<string, AddressSign[]>();
  for (const row of rows) {
    const kind = row.kind === 'refused' ? 'soft' : row.kind;
    if (row.kind === 'refused' && refusalClass(row.code, row.words ?? '') !== 'soft') continue;
    signs.set(row.email, [...(signs.get(row.email) ?? []), { messageId: row.message_id, at: row.at, kind }]);
  }
  return signs;
}
