import type { Tags, TagsTx } from '@/db/client';
import { isText, type Channel } from '@/lib/contacts/vocabulary';

/** The join `n` to a contact `c`: the last word on the whole channel, which closes it unless it is granted. */
export const closedLine = (sql: Tags | TagsTx, tenant: string, channel: Channel) =>
  // A number is one mailbox, whoever has it now or had it: of whom nothing was said yet, its last STOP or START holds.
  isText(channel)
    ? sql`
    left join lateral (select k.granted, k.source, k.evidence, k.occurred_at from contact_consents k
      where k.tenant_id = ${tenant} and k.channel = ${channel} and k.purpose = 'any' and (k.contact_id = c.id or k.source = 'inbound')
        and k.contact_id in (select c.id union all select o.id from contacts o where o.tenant_id = ${tenant} and o.phone_e164 = c.phone_e164)
      order by (k.contact_id = c.id) desc, k.occurred_at desc, k.id desc limit 1) n on true`
    : sql`
    left join lateral (select granted, source, evidence, occurred_at from contact_consents k
      where k.tenant_id = ${tenant} and k.contact_id = c.id and k.channel = ${channel} and k.purpose = 'any' order by occurred_at desc, id desc limit 1) n on true`;

/**
 * Since when a channel is closed to somebody, and by whom; null when it is not. As the gate finds it. `atProvider`: they stopped us
 * there, of which we learned by a message.
 */
export async function closedTo(
  sql: Tags | TagsTx,
  tenant: string,
  contactId: string,
  channel: Channel,
): Promise<{ at: Date; source: string; atProvider: boolean } | null> {
  const [row] = await sql<{ at: Date; source: string; atProvider: boolean }[]>`
    select n.occurred_at as at, n.source, n.evidence ->> 'message' is not null as "atProvider" from contacts c ${closedLine(sql, tenant, channel)}
    where c.tenant_id = ${tenant} and c.id = ${contactId} and not n.granted`;
  return row ?? null;
}
