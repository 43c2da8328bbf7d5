delete from "pipeline_delivery_logs" where event = 'accepted';
--> statement-breakpoint
alter table "pipeline_delivery_logs" drop constraint "pipeline_delivery_logs_event";
--> statement-breakpoint
alter table "pipeline_delivery_logs" add constraint "pipeline_delivery_logs_event" check (event in ('delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'auto_replied', 'converted'));
--> statement-breakpoint
drop index "email_suppressions_lifted";
--> statement-breakpoint
create index "email_suppressions_lifted" on "email_suppressions" using btree ("tenant_id","address") where reason in ('bounce', 'soft_bounce') and deleted_at is not null;
