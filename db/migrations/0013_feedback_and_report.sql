-- version: 0.9.0
-- A suppression can end by itself, and says who made and who lifted it.
alter table "email_suppressions" drop constraint "email_suppressions_reason";
--> statement-breakpoint
alter table "email_suppressions" add constraint "email_suppressions_reason" check (reason in ('bounce', 'soft_bounce', 'complaint', 'unsubscribe', 'manual'));
--> statement-breakpoint
alter table "email_suppressions" add column "expires_at" timestamp (3) with time zone;
--> statement-breakpoint
alter table "email_suppressions" add column "created_by" varchar(100);
--> statement-breakpoint
alter table "email_suppressions" add column "lifted_by" varchar(100);
--> statement-breakpoint
alter table "email_suppressions" add column "lift_note" varchar(500);
--> statement-breakpoint
create index "email_suppressions_recent" on "email_suppressions" using btree ("tenant_id","created_at","id") where deleted_at is null;
--> statement-breakpoint
create index "email_suppressions_expiry" on "email_suppressions" using btree ("expires_at") where expires_at is not null and deleted_at is null;
--> statement-breakpoint
-- A tenant's numbers for mail that comes back again and again; no row: the defaults.
create table "bounce_settings" (
	"tenant_id" varchar(100) not null,
	"soft_limit" integer default 3 not null,
	"soft_window_days" integer default 90 not null,
	"expire_days" integer default 30 not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	constraint "bounce_settings_tenant_id_pk" primary key("tenant_id"),
	constraint "bounce_settings_bounds" check (soft_limit between 1 and 20 and soft_window_days between 1 and 365 and expire_days between 1 and 3650)
);
--> statement-breakpoint
-- Whether a campaign's messages carry tracked links and the pixel.
alter table "campaigns" add column "track_opens" boolean default true not null;
--> statement-breakpoint
alter table "campaigns" add column "track_clicks" boolean default true not null;
--> statement-breakpoint
-- The host that a tenant's tracked links have instead of ours, once it is proved to be the tenant's.
create table "tracking_domains" (
	"tenant_id" varchar(100) not null,
	"domain" varchar(253) not null,
	"token" varchar(64) not null,
	"verified_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"problem" text,
	"created_at" timestamp (3) with time zone default now() not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	constraint "tracking_domains_tenant_id_pk" primary key("tenant_id")
);
--> statement-breakpoint
create unique index "tracking_domains_verified" on "tracking_domains" using btree ("domain") where verified_at is not null;
--> statement-breakpoint
-- The parts of a campaign's report, counted apart from its totals because they read more.
alter table "campaign_stats" add column "breakdown" jsonb;
--> statement-breakpoint
alter table "campaign_stats" add column "breakdown_at" timestamp (3) with time zone;
--> statement-breakpoint
alter table "campaign_stats" add column "breakdown_ms" integer default 0 not null;
--> statement-breakpoint
alter table "campaign_stats" add column "breakdown_stale_at" timestamp (3) with time zone;
--> statement-breakpoint
update "campaign_stats" set "breakdown_stale_at" = now();
--> statement-breakpoint
create index "campaign_stats_breakdown_stale" on "campaign_stats" using btree ("breakdown_stale_at") where breakdown_stale_at is not null;
