-- version: 0.16.0
-- Browsers in which people allowed notifications.
create table "push_subscriptions" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"contact_id" uuid not null,
	"endpoint" text not null,
	"endpoint_hash" bytea not null,
	"p256dh" varchar(100) not null,
	"auth" varchar(40) not null,
	"application_key" varchar(100) not null,
	"user_agent" varchar(300),
	"created_at" timestamp (3) with time zone default now() not null,
	"last_ok_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"end_reason" varchar(20),
	constraint "push_subscriptions_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "push_subscriptions_end_reason" check (end_reason in ('turned_off', 'gone', 'replaced')),
	constraint "push_subscriptions_ended" check ((ended_at is null) = (end_reason is null)),
	constraint "push_subscriptions_tenant_id_contact_id_contacts_tenant_id_id_fk" foreign key ("tenant_id","contact_id") references "contacts"("tenant_id","id") on delete cascade
);
--> statement-breakpoint
create unique index "push_subscriptions_endpoint" on "push_subscriptions" using btree ("tenant_id","endpoint_hash") where ended_at is null;
--> statement-breakpoint
create index "push_subscriptions_contact" on "push_subscriptions" using btree ("tenant_id","contact_id");
--> statement-breakpoint
-- Of a notification: where a click on it leads, and its picture. Its title is the subject, its words are the body.
alter table "template_versions" add column "push" jsonb;
