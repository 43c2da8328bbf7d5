drop index if exists segments_stale;
--> statement-breakpoint
alter table segments drop column if exists evaluation_ms, drop column if exists stale_at;
