import type { TagsTx } from '@/lib/platform/db/read';
import type { ContactExtras, ContactRow } from './present';

/** A contact with its tags and marketing consent, in one row. */
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
    where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.purpose = 'any' and not s.granted order by 1) as "doNotContact"`;
