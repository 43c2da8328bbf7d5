-- version: 0.4.0
-- The report breaks failures down by their code, as it does skips by their reason.
alter table "campaign_stats" add column "failed_by" jsonb default '{}'::jsonb not null;
--> statement-breakpoint
-- Counted again, so that what failed before has its codes too.
update "campaign_stats" set "stale_at" = now() where "failed_count" > 0;
