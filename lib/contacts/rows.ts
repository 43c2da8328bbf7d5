import type { TagsTx } from '@/lib/platform/db/read';
import type { ContactExtras, ContactRow } from './present';

/**
 * Why nothing may go to a contact `c` by its address or number, by channel: of several entries the one that the gate names. In
 * words of SQL, since verbs and reads have different tags.
 */
export const suppressedText = `coalesce((select jsonb_object_agg(e.channel, e.reason) from (
    select distinct on (w.channel) w.channel, s.reason from email_suppressions s cross join (values ('email'), ('sms'), ('whatsapp')) w (channel)
    where s.tenant_id = c.tenant_id and s.address = any (array[c.email_normalized, c.phone_e164]) and s.deleted_at is null
      and (s.expires_at is null or s.expires_at > now())
      and case w.channel when 'email' then s.email_normalized is not null else s.phone_e164 is not null and s.channel in ('all', w.channel) end
    order by w.channel, (s.reason = 'unsubscribe'), s.created_at) e), '{}')`;

/** A contact with its tags, marketing consent and suppressions, in one row. */
export type FullContact = ContactRow & ContactExtras;

/** The select list of a FullContact, over `contacts c`. */
export const contactColumns = (sql: TagsTx) => sql`
  c.id, c.external_id as "externalId", c.email, c.phone_e164 as "phoneE164", c.first_name as "firstName", c.last_name as "lastName",
  c.display_name as "displayName", c.status, c.language, c.country, c.time_zone as "timeZone", c.attributes, c.source, c.version::float8 as version,
  c.last_activity_at as "lastActivityAt", c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt",
  array(select t.name from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
    where m.tenant_id = c.tenant_id and m.contact_id = c.id order by t.name) as tags,
  coalesce((select jsonb_object_agg(s.channel, s.granted) from contact_consent_state s
    where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.purpose = 'marketing'), '{}') as consent,
  array(select s.channel from contact_consent_state s
    where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.purpose = 'any' and not s.granted order by 1) as "doNotContact", ${sql.unsafe(suppressedText)} as suppressed`;
