import type { Tags, TagsTx } from '@/db/client';
import { isText, type Channel } from '@/lib/contacts/vocabulary';
import type { closedLine } from './closed';

type Fragment = ReturnType<typeof closedLine>;

/** The join `s` to an address or number: the list's entry that stops it on this channel, an unsubscription only where there is no other. */
export const suppressedLine = (sql: Tags | TagsTx, tenant: string, channel: Channel, address: Fragment) => sql`
    left join lateral (select reason, created_at from email_suppressions s
      where s.tenant_id = ${tenant} and ${entryOf(sql, channel, address)} and s.deleted_at is null and (s.expires_at is null or s.expires_at > now()) order by (s.reason = 'unsubscribe'), created_at limit 1) s on true`;

const entryOf = (sql: Tags | TagsTx, channel: Channel, address: Fragment) =>
  channel === 'email'
    ? sql`s.email_normalized = ${address}`
    : isText(channel)
      ? sql`s.address = ${address} and s.channel in ('all', ${channel})`
      : sql`false`;
