alter table "relay_state" drop column "store";
--> statement-breakpoint
drop table "worker_timers";
--> statement-breakpoint
drop table "worker_heartbeats";
