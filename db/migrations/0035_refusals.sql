-- version: 0.31.0
-- Since when a server takes nothing of a lane and puts all of it off, and what it said last: a page tells of it.
alter table "pipeline_lanes" add column "refused_since" timestamp (3) with time zone;
--> statement-breakpoint
alter table "pipeline_lanes" add column "refusal" text;
--> statement-breakpoint
-- The parts of a report have grown: those of campaigns that ended long ago are counted once more.
update "campaign_stats" set breakdown_stale_at = now() where breakdown is not null;
