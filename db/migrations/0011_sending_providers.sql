-- version: 0.7.0
-- Ways out that a tenant set up itself, and the keys that sign its mail.
create table "sending_providers" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"name" varchar(30) not null,
	"kind" varchar(20) not null,
	"channel" varchar(20) not null,
	"settings" jsonb default '{}'::jsonb not null,
	"secret" text not null,
	"priority" smallint default 0 not null,
	"enabled" boolean default true not null,
	"state" varchar(10) default 'untried' not null,
	"last_error" text,
	"last_error_at" timestamp (3) with time zone,
	"last_ok_at" timestamp (3) with time zone,
	"version" integer default 1 not null,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone default now() not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	"deleted_at" timestamp (3) with time zone,
	constraint "sending_providers_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "sending_providers_kind" check (kind in ('smtp', 'ses', 'sendgrid', 'mailgun', 'postmark', 'twilio', 'whatsapp', 'push', 'webhook')),
	constraint "sending_providers_channel" check (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook')),
	constraint "sending_providers_state" check (state in ('untried', 'ok', 'failing'))
);
--> statement-breakpoint
create unique index "sending_providers_name_key" on "sending_providers" using btree ("tenant_id","name") where deleted_at is null;
--> statement-breakpoint
create index "sending_providers_order" on "sending_providers" using btree ("tenant_id","channel","priority","id") where deleted_at is null;
--> statement-breakpoint
create table "dkim_keys" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"domain" varchar(253) not null,
	"selector" varchar(63) not null,
	"algorithm" varchar(10) not null,
	"public_key" text not null,
	"private_key" text not null,
	"published_at" timestamp (3) with time zone,
	"checked_at" timestamp (3) with time zone,
	"check_result" varchar(20),
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone default now() not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	"deleted_at" timestamp (3) with time zone,
	constraint "dkim_keys_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "dkim_keys_algorithm" check (algorithm in ('rsa', 'ed25519'))
);
--> statement-breakpoint
create unique index "dkim_keys_once" on "dkim_keys" using btree ("tenant_id","domain","algorithm") where deleted_at is null;
