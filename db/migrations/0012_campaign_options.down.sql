delete from "pipeline_delivery_logs" where event = 'converted';
--> statement-breakpoint
alter table "pipeline_delivery_logs" drop constraint "pipeline_delivery_logs_event";
--> statement-breakpoint
alter table "pipeline_delivery_logs" add constraint "pipeline_delivery_logs_event" check (event in ('delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'auto_replied'));
--> statement-breakpoint
drop index "pipeline_messages_waiting";
--> statement-breakpoint
alter table "pipeline_messages" drop column "variant", drop column "converted_at";
--> statement-breakpoint
drop index "campaigns_unarchived";
--> statement-breakpoint
drop index "campaigns_undecided";
--> statement-breakpoint
drop index "campaigns_run_key";
--> statement-breakpoint
drop index "campaigns_due";
--> statement-breakpoint
create index "campaigns_due" on "campaigns" using btree ("scheduled_at") where status = 'scheduled';
--> statement-breakpoint
alter table "campaigns" drop constraint "campaigns_series", drop constraint "campaigns_percents", drop constraint "campaigns_pace",
	drop constraint "campaigns_winner_metric", drop constraint "campaigns_if_unclear", drop constraint "campaigns_local_past";
--> statement-breakpoint
alter table "campaigns" drop column "test_percent", drop column "winner_metric", drop column "decide_after", drop column "if_unclear",
	drop column "test_sent_at", drop column "decided_at", drop column "decision", drop column "holdout_percent", drop column "send_local",
	drop column "local_past", drop column "starts_at", drop column "per_hour", drop column "paused_seconds", drop column "recurrence",
	drop column "series_id", drop column "run_number", drop column "archived_at";
--> statement-breakpoint
drop table "campaign_variants";
--> statement-breakpoint
drop table "campaign_settings";
