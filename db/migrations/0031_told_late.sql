-- version: 0.27.0
-- What is told late does not put back on the list what was taken off it since, whatever the reason.
drop index "email_suppressions_lifted";
--> statement-breakpoint
create index "email_suppressions_lifted" on "email_suppressions" using btree ("tenant_id","address") where deleted_at is not null;
--> statement-breakpoint
-- That a provider took a message is told by itself too, and settles what was uncertain.
alter table "pipeline_delivery_logs" drop constraint "pipeline_delivery_logs_event";
--> statement-breakpoint
alter table "pipeline_delivery_logs" add constraint "pipeline_delivery_logs_event" check (event in ('accepted', 'delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'auto_replied', 'converted'));
