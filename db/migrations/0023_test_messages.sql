-- version: 0.19.0
-- Messages that were sent to members to try them. The gate's verdict is there before anything is handed over.
create table "test_messages" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"template_version_id" uuid not null,
	"campaign_id" uuid,
	"variant" smallint,
	"contact_id" uuid,
	"asked_by" varchar(100) not null,
	"recipient_address" varchar(320) not null,
	"status" varchar(20) not null,
	"verdict_rule" varchar(30) not null,
	"verdict_reason" varchar(60) not null,
	"verdict" jsonb,
	"provider" varchar(120),
	"answer" text,
	"created_at" timestamp (3) with time zone default now() not null,
	"answered_at" timestamp (3) with time zone,
	constraint "test_messages_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "test_messages_status" check (status in ('sending', 'accepted', 'refused', 'failed', 'uncertain')),
	constraint "test_messages_verdict" check ((verdict_reason = 'passed') = (status <> 'refused')),
	constraint "test_messages_tenant_id_contact_id_contacts_tenant_id_id_fk" foreign key ("tenant_id","contact_id") references "contacts"("tenant_id","id") on delete cascade,
	constraint "test_messages_tenant_id_campaign_id_campaigns_tenant_id_id_fk" foreign key ("tenant_id","campaign_id") references "campaigns"("tenant_id","id") on delete cascade,
	constraint "test_messages_tenant_id_template_version_id_template_versions_tenant_id_id_fk" foreign key ("tenant_id","template_version_id") references "template_versions"("tenant_id","id") on delete cascade
);
--> statement-breakpoint
create index "test_messages_template" on "test_messages" using btree ("tenant_id","template_version_id","id");
--> statement-breakpoint
create index "test_messages_campaign" on "test_messages" using btree ("tenant_id","campaign_id","id") where campaign_id is not null;
--> statement-breakpoint
create index "test_messages_contact" on "test_messages" using btree ("tenant_id","contact_id") where contact_id is not null;
