drop view contact_pressure;
--> statement-breakpoint
drop view opt_outs;
--> statement-breakpoint
alter table "pipeline_messages" drop constraint "pipeline_messages_verdict";
--> statement-breakpoint
delete from "pipeline_messages" where source_type = 'consent';
--> statement-breakpoint
delete from "pipeline_lanes" where kind = 'consent';
--> statement-breakpoint
alter table "pipeline_messages" drop constraint "pipeline_messages_source_type";
--> statement-breakpoint
alter table "pipeline_messages" add constraint "pipeline_messages_source_type" check (source_type in ('campaign', 'inbox', 'workflow', 'sequence', 'collection'));
--> statement-breakpoint
alter table "pipeline_lanes" drop constraint "pipeline_lanes_kind";
--> statement-breakpoint
alter table "pipeline_lanes" add constraint "pipeline_lanes_kind" check (kind in ('campaign', 'inbox', 'workflow', 'sequence', 'collection'));
--> statement-breakpoint
delete from "contact_consents" where purpose = 'any' or source = 'double_opt_in';
--> statement-breakpoint
alter table "contact_consents" drop constraint "contact_consents_source";
--> statement-breakpoint
alter table "contact_consents" add constraint "contact_consents_source" check (source in ('import', 'form', 'api', 'manual', 'preference_page', 'one_click', 'inbound'));
--> statement-breakpoint
alter table "contact_consents" drop constraint "contact_consents_purpose";
--> statement-breakpoint
alter table "contact_consents" add constraint "contact_consents_purpose" check (purpose in ('marketing', 'service'));
--> statement-breakpoint
drop table "pressure_holds";
--> statement-breakpoint
drop table "sending_capacity";
--> statement-breakpoint
drop table "compliance_rules";
