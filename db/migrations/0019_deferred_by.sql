-- version: 0.15.0
-- The report breaks down who waits by the rule or the answer that they wait for, as it does skips and failures.
alter table "campaign_stats" add column "deferred_by" jsonb default '{}'::jsonb not null;
--> statement-breakpoint
update "campaign_stats" set "stale_at" = coalesce("stale_at", now()) where deferred_count > 0;
