import type { Tags, TagsTx } from '@/db/client';
import type { Asking } from '@/lib/compliance';

type Sql = Tags | TagsTx;

/**
 * Whether all that a message may say is free text: answers always, a campaign when none of its templates is one that WhatsApp
 * approved. Null: some are, or nobody knows yet; each message tells when it is handed over.
 */
export async function isFreeText(
  sql: Sql,
  tenant: string,
  { channel, source }: Asking,
  campaignId: string | undefined,
): Promise<boolean | null> {
  if (channel !== 'whatsapp') return null;
  if (source !== 'campaign') return true;
  if (!campaignId) return null;
  const [row] = await sql<{ free: boolean | null }[]>`
    select bool_and(v.approved is null) as free from campaigns c
    left join campaign_variants k on k.tenant_id = c.tenant_id and k.campaign_id = c.id
    join templates t on t.tenant_id = c.tenant_id and t.id = coalesce(k.template_id, c.template_id)
    join template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id
      and case when coalesce(k.template_version_id, c.template_version_id) is null then v.version = t.current_version else v.id = coalesce(k.template_version_id, c.template_version_id) end
    where c.tenant_id = ${tenant} and c.id = ${campaignId}`;
  return row?.free ? true : null;
}

/** When somebody last wrote from a contact's number by WhatsApp, and whether the message at hand is free text. */
export const windowColumns = (sql: Sql, tenant: string, freeText: boolean | null, byMessage: boolean) => sql`
  (select max(i.occurred_at) from contacts o
    join inbox_threads h on h.tenant_id = o.tenant_id and h.contact_id = o.id and h.channel = 'whatsapp'
    join inbox_messages i on i.tenant_id = h.tenant_id and i.thread_id = h.id and i.direction = 'inbound' and i.from_address = c.phone_e164
    where o.tenant_id = ${tenant} and o.phone_e164 = c.phone_e164) as last_text_at,
  ${
    freeText === null && byMessage
      ? sql`(select v.approved is null from pipeline_messages m join template_versions v on v.tenant_id = m.tenant_id and v.id = m.template_version_id
        where m.tenant_id = ${tenant} and m.id = wanted.message)`
      : sql`${freeText}::boolean`
  } as free_text,`;
