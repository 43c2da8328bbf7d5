import type { TagsTx } from '@/db/client';
import type { Channel } from '@/lib/contacts/vocabulary';
import { inHands } from '@/lib/pipeline';
import type { SourceType } from '@/lib/pipeline/vocabulary';
import type { Held } from './fold';

/** A message that something came back for, locked until the transaction ends. */
export interface HeldMessage extends Held {
  id: string;
  contactId: string;
  channel: Channel;
  sourceType: SourceType;
  sourceId: string;
  templateId: string | null;
  address: string | null;
  sentAt: Date | null;
  errorCode: string | null;
  errorMessage: string | null;
}

/** The messages with these ids, locked in the order of who decides about a campaign's, so that nobody waits for each other in a ring. */
export async function holdMessages(
  sql: TagsTx,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, HeldMessage>> {
  // Locked before they are read: one statement would see them as they are now, and the queue as it was before it had to wait.
  const wanted = sql`m.tenant_id = ${tenant} and m.id = any(${[...new Set(ids)]}::uuid[])`;
  await sql`select 1 from pipeline_messages m where ${wanted} order by m.contact_id, m.id for update of m`;
  const rows = await sql<HeldMessage[]>`
    select m.id, m.contact_id as "contactId", m.channel, m.source_type as "sourceType", m.source_id as "sourceId", m.recipient_address as address, m.status, ${inHands(sql)} as "inHands", m.sent_at as "sentAt",
      m.error_code as "errorCode", m.error_message as "errorMessage", m.delivered_at as "deliveredAt", m.opened_at as "openedAt", m.machine_opened_at as "machineOpenedAt",
      m.clicked_at as "clickedAt", m.machine_clicked_at as "machineClickedAt", m.replied_at as "repliedAt", m.unsubscribed_at as "unsubscribedAt",
      m.bounced_at as "bouncedAt", m.complained_at as "complainedAt",
      (select v.template_id from template_versions v where v.tenant_id = m.tenant_id and v.id = m.template_version_id) as "templateId"
    from pipeline_messages m where ${wanted}`;
  return new Map(rows.map((row) => [row.id, row]));
}
