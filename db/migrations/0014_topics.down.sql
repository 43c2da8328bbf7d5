drop view contact_topic_state;
--> statement-breakpoint
create or replace view contact_consent_state with (security_invoker = true) as
select distinct on (tenant_id, contact_id, channel, purpose)
  tenant_id, contact_id, channel, purpose, granted, source, source_detail, occurred_at
from contact_consents
order by tenant_id, contact_id, channel, purpose, occurred_at desc, id desc;
--> statement-breakpoint
drop index "campaigns_of_topic";
--> statement-breakpoint
alter table "campaigns" drop constraint "campaigns_topic_fk", drop constraint "campaigns_topic", drop column "topic_id";
--> statement-breakpoint
drop index "contact_consents_topic_lines";
--> statement-breakpoint
delete from "contact_consents" where topic_id is not null;
--> statement-breakpoint
alter table "contact_consents"
	drop constraint "contact_consents_topic_fk",
	drop constraint "contact_consents_topic",
	drop constraint "contact_consents_purpose",
	add constraint "contact_consents_purpose" check (purpose in ('marketing', 'service', 'any')),
	drop column "topic_id";
--> statement-breakpoint
drop table "topics";
