-- version: 0.4.0
create table "worker_heartbeats" (
	"worker" text primary key not null,
	"at" timestamp (3) with time zone not null,
	"parts" jsonb default '{}'::jsonb not null
);
--> statement-breakpoint
create table "worker_timers" (
	"name" varchar(80) primary key not null,
	"last_run_at" timestamp (3) with time zone not null
);
--> statement-breakpoint
alter table "relay_state" add column "store" text;
