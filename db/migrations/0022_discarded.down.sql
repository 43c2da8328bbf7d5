alter table "campaign_stats" drop column "discarded_count";
--> statement-breakpoint
alter table "pipeline_messages" drop column "discarded_at", drop column "discarded_by";
