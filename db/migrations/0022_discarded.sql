-- version: 0.18.0
-- Somebody decided to leave a failed message as it is: it stays failed, and waits for nobody.
alter table "pipeline_messages"
	add column "discarded_at" timestamp with time zone,
	add column "discarded_by" varchar(100);
--> statement-breakpoint
alter table "campaign_stats" add column "discarded_count" integer default 0 not null;
