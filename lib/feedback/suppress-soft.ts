import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { refusalClass, type BounceClass } from './bounce-class';
import { numberClass } from './number-class';
import { softStreak, type AddressSign } from './soft';
import { suppressAll, targetOf, type SuppressionEntry } from './suppress';

interface AddressOf {
  contactId: string;
  channel: Channel;
  /** Normalised. */
  address: string | null;
}

const keyOf = ({ channel, address }: Omit<AddressOf, 'contactId'>): string => `${channel} ${address}`;

export const bounceDefaults = { softLimit: 3, softWindowDays: 90, expireDays: 30 };
export type BounceRule = typeof bounceDefaults;

/** The tenant's own numbers, or the defaults. */
export async function bounceRule(sql: TagsTx, tenant: string): Promise<BounceRule> {
  const [row] = await sql<BounceRule[]>`
    select soft_limit as "softLimit", soft_window_days as "softWindowDays", expire_days as "expireDays" from bounce_settings where tenant_id = ${tenant}`;
  return row ?? bounceDefaults;
}

const dayMs = 86_400_000;

/** Suppresses, for a time, the addresses and numbers of these for whom so many messages in a row came back for now. */
export async function suppressSoft(
  sql: TagsTx,
  tenant: string,
  given: readonly AddressOf[],
  now: Date,
): Promise<number> {
  const addresses = [...new Map(given.filter((one) => one.address).map((one) => [keyOf(one), one])).values()];
  if (addresses.length === 0) return 0;
  const rule = await bounceRule(sql, tenant);
  const signs = await signsOf(sql, tenant, addresses, new Date(now.getTime() - rule.softWindowDays * dayMs));
  const entries = addresses.flatMap((one): SuppressionEntry[] => {
    const target = targetOf(one);
    const { count, isFull } = softStreak(signs.get(keyOf(one)) ?? [], {
      limit: rule.softLimit,
      windowDays: rule.softWindowDays,
    });
    if (!isFull || !target) return [];
    const detail = `${count} messages in a row came back for now`;
    const expiresAt = new Date(now.getTime() + rule.expireDays * dayMs);
    return [{ ...target, reason: 'soft_bounce', detail, messageId: null, expiresAt }];
  });
  await suppressAll(sql, tenant, entries, now);
  return entries.length;
}

interface SignRow {
  channel: Channel;
  address: string;
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
    with wanted as (
        select * from unnest(${addresses.map((a) => a.contactId)}::uuid[], ${addresses.map((a) => a.channel)}::text[], ${addresses.map((a) => a.address)}::text[]) as w(contact_id, channel, address)),
      mails as (
        select w.channel, w.address, m.id, m.status, m.finished_at, m.error_code, m.error_message from wanted w
        join pipeline_messages m on m.tenant_id = ${tenant} and m.contact_id = w.contact_id and m.recipient_address = w.address and m.channel = w.channel)
    select m.channel, m.address, l.message_id, l.occurred_at as at, case l.event when 'bounced' then 'soft' else 'alive' end as kind, null as code, null as words
    from mails m join pipeline_delivery_logs l on l.tenant_id = ${tenant} and l.message_id = m.id
    where l.occurred_at > ${since} and (l.event in ('delivered', 'opened', 'clicked', 'replied', 'auto_replied', 'unsubscribed') or (l.event = 'bounced' and l.metadata->>'class' = 'soft'))
    union all
    select channel, address, id, finished_at, 'refused', error_code, error_message from mails where status = 'failed' and finished_at > ${since}
    union all
    select w.channel, w.address, s.id, s.at, 'lifted', null, null from wanted w cross join lateral (
      select id, deleted_at as at from email_suppressions where tenant_id = ${tenant} and address = w.address and channel = case w.channel when 'email' then 'all' else w.channel end
        and reason = 'soft_bounce' and deleted_at is not null
      union all
      select id, expires_at from email_suppressions where tenant_id = ${tenant} and address = w.address and channel = case w.channel when 'email' then 'all' else w.channel end
        and reason = 'soft_bounce' and deleted_at is null and expires_at <= now()) s`;
  const signs = new Map<string, AddressSign[]>();
  for (const row of rows) {
    const kind = row.kind === 'refused' ? 'soft' : row.kind;
    if (row.kind === 'refused' && classOf(row) !== 'soft') continue;
    signs.set(keyOf(row), [...(signs.get(keyOf(row)) ?? []), { messageId: row.message_id, at: row.at, kind }]);
  }
  return signs;
}

/** What a refusal at the hand-over says of its address or number. */
export const classOf = ({ channel, code, words }: Pick<SignRow, 'channel' | 'code' | 'words'>): BounceClass =>
  channel === 'email' ? refusalClass(code, words ?? '') : numberClass(channel, code);
