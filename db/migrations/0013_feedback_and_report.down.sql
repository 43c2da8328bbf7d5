drop index "campaign_stats_breakdown_stale";
--> statement-breakpoint
alter table "campaign_stats" drop column "breakdown_stale_at";
--> statement-breakpoint
alter table "campaign_stats" drop column "breakdown_ms";
--> statement-breakpoint
alter table "campaign_stats" drop column "breakdown_at";
--> statement-breakpoint
alter table "campaign_stats" drop column "breakdown";
--> statement-breakpoint
drop table "tracking_domains";
--> statement-breakpoint
alter table "campaigns" drop column "track_clicks";
--> statement-breakpoint
alter table "campaigns" drop column "track_opens";
--> statement-breakpoint
drop table "bounce_settings";
--> statement-breakpoint
drop index "email_suppressions_expiry";
--> statement-breakpoint
drop index "email_suppressions_recent";
--> statement-breakpoint
alter table "email_suppressions" drop column "lift_note";
--> statement-breakpoint
alter table "email_suppressions" drop column "lifted_by";
--> statement-breakpoint
alter table "email_suppressions" drop column "created_by";
--> statement-breakpoint
alter table "email_suppressions" drop column "expires_at";
--> statement-breakpoint
alter table "email_suppressions" drop constraint "email_suppressions_reason";
--> statement-breakpoint
delete from "email_suppressions" where reason = 'soft_bounce';
--> statement-breakpoint
alter table "email_suppressions" add constraint "email_suppressions_reason" check (reason in ('bounce', 'complaint', 'unsubscribe', 'manual'));
