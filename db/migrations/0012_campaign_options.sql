-- version: 0.8.0
-- Variants and their winner, control groups, local time, pace, series and archive of campaigns.
create table "campaign_settings" (
	"tenant_id" varchar(100) primary key not null,
	"control_percent" smallint default 0 not null,
	"archive_after_months" smallint default 6 not null,
	"updated_by" varchar(100),
	"updated_at" timestamp (3) with time zone default now() not null,
	constraint "campaign_settings_control" check (control_percent between 0 and 50),
	constraint "campaign_settings_archive" check (archive_after_months between 0 and 120)
);
--> statement-breakpoint
create table "campaign_variants" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"campaign_id" uuid not null,
	"position" smallint not null,
	"name" varchar(60) not null,
	"template_id" uuid not null,
	"template_version_id" uuid,
	"subject" varchar(500),
	"weight" smallint default 1 not null,
	"is_winner" boolean default false not null,
	"created_at" timestamp (3) with time zone default now() not null,
	constraint "campaign_variants_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "campaign_variants_position" unique("tenant_id","campaign_id","position"),
	constraint "campaign_variants_weight" check (weight between 1 and 100),
	constraint "campaign_variants_position_check" check (position between 0 and 7),
	foreign key ("tenant_id","campaign_id") references "campaigns"("tenant_id","id") on delete cascade,
	foreign key ("tenant_id","template_id") references "templates"("tenant_id","id"),
	foreign key ("tenant_id","template_version_id") references "template_versions"("tenant_id","id")
);
--> statement-breakpoint
create unique index "campaign_variants_winner" on "campaign_variants" using btree ("tenant_id","campaign_id") where is_winner;
--> statement-breakpoint
alter table "campaigns"
	add column "test_percent" smallint default 100 not null,
	add column "winner_metric" varchar(20) default 'clicked' not null,
	add column "decide_after" integer,
	add column "if_unclear" varchar(20) default 'leader' not null,
	add column "test_sent_at" timestamp (3) with time zone,
	add column "decided_at" timestamp (3) with time zone,
	add column "decision" jsonb,
	add column "holdout_percent" smallint default 0 not null,
	add column "send_local" boolean default false not null,
	add column "local_past" varchar(20) default 'now' not null,
	add column "starts_at" timestamp (3) with time zone,
	add column "per_hour" integer,
	add column "paused_seconds" integer default 0 not null,
	add column "recurrence" jsonb,
	add column "series_id" uuid,
	add column "run_number" integer default 0 not null,
	add column "archived_at" timestamp (3) with time zone,
	add constraint "campaigns_series" foreign key ("tenant_id","series_id") references "campaigns"("tenant_id","id"),
	add constraint "campaigns_percents" check (test_percent between 1 and 100 and holdout_percent between 0 and 50),
	add constraint "campaigns_pace" check (per_hour > 0 and decide_after >= 0),
	add constraint "campaigns_winner_metric" check (winner_metric in ('opened', 'clicked', 'replied', 'converted')),
	add constraint "campaigns_if_unclear" check (if_unclear in ('leader', 'first', 'wait')),
	add constraint "campaigns_local_past" check (local_past in ('now', 'next_day'));
--> statement-breakpoint
update campaigns set starts_at = scheduled_at where status = 'scheduled';
--> statement-breakpoint
drop index "campaigns_due";
--> statement-breakpoint
create index "campaigns_due" on "campaigns" using btree ("starts_at") where status = 'scheduled';
--> statement-breakpoint
create unique index "campaigns_run_key" on "campaigns" using btree ("tenant_id","series_id","run_number") where series_id is not null;
--> statement-breakpoint
create index "campaigns_undecided" on "campaigns" using btree ("planned_at") where status = 'sending' and test_percent < 100 and decided_at is null;
--> statement-breakpoint
create index "campaigns_unarchived" on "campaigns" using btree ("completed_at") where archived_at is null;
--> statement-breakpoint
alter table "pipeline_messages" add column "variant" smallint, add column "converted_at" timestamp (3) with time zone;
--> statement-breakpoint
create index "pipeline_messages_waiting" on "pipeline_messages" using btree ("tenant_id","lane_id","id") where status = 'planned';
--> statement-breakpoint
alter table "pipeline_delivery_logs" drop constraint "pipeline_delivery_logs_event";
--> statement-breakpoint
alter table "pipeline_delivery_logs" add constraint "pipeline_delivery_logs_event" check (event in ('delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'auto_replied', 'converted'));
