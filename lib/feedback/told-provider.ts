import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { changeConsent } from './consent';

/** A message that its provider did not take or deliver because the person had told it to stop. */
export interface ToldProvider {
  messageId: string;
  purpose: 'any' | 'marketing';
}

interface Holder {
  messageId: string;
  channel: Channel;
  contactId: string;
  /** When the message met the refusal: it was said before that. Null: what came of the message is not recorded yet. */
  metAt: Date | null;
}

const words = { any: 'Stopped our messages at the provider', marketing: 'Stopped marketing messages in WhatsApp' };

/**
 * Withdraws what people told the provider of a message to stop, of all who have its number, as a STOP that was written to us
 * does, also who was deleted and may be restored. What was said since the message, and a fact that comes again, change nothing.
 */
export async function withdrawTold(
  sql: TagsTx,
  tenant: string,
  told: readonly ToldProvider[],
  now: Date,
): Promise<void> {
  if (told.length === 0) return;
  const purposes = new Map(told.map(({ messageId, purpose }) => [messageId, purpose]));
  const holders = await sql<Holder[]>`
    select m.id as "messageId", m.channel, c.id as "contactId", coalesce(m.sent_at, m.finished_at) as "metAt" from pipeline_messages m
    cross join lateral (select id from contacts c where c.tenant_id = ${tenant} and c.phone_e164 = m.recipient_address offset 0) c
    where m.tenant_id = ${tenant} and m.id = any(${[...purposes.keys()]}::uuid[]) order by c.id, 4`;
  for (const { messageId, channel, contactId, metAt } of holders) {
    // Providers tell it before our own worker has written their answer down; without a time a repeat is known by its message.
    const at = metAt ?? now;
    const purpose = purposes.get(messageId) ?? 'any';
    await sql`select 1 from contacts where tenant_id = ${tenant} and id = ${contactId} for update`;
    const since = await sql`
      select 1 from contact_consents where tenant_id = ${tenant} and contact_id = ${contactId} and channel = ${channel} and purpose = ${purpose}
        and (occurred_at >= ${at} or ${metAt === null} and evidence ->> 'message' = ${messageId}) limit 1`;
    if (since.length > 0) continue;
    await changeConsent(sql, tenant, {
      ...{ contactId, channel, purpose, granted: false, source: 'inbound', at },
      ...{ detail: words[purpose], evidence: { message: messageId }, actor: `public:${channel}` },
    });
  }
}
