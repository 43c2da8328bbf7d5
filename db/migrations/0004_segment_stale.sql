-- version: 0.5.0
-- Since when a segment's members may differ from its rule, and how long its last evaluation took.
alter table segments add column stale_at timestamptz(3), add column evaluation_ms integer;
--> statement-breakpoint
create index segments_stale on segments (stale_at) where stale_at is not null and deleted_at is null;
