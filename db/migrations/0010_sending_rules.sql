-- version: 0.6.0
-- The whole gate: rules of sending as data, capacities, holds under a cap; do-not-contact and confirmation in the ledger of consent.
create table "compliance_rules" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"rule_type" varchar(30) not null,
	"name" varchar(120) not null,
	"condition" jsonb default '{}'::jsonb not null,
	"action" jsonb not null,
	"effective_from" timestamp (3) with time zone default now() not null,
	"effective_to" timestamp (3) with time zone,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone default now() not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	"deleted_at" timestamp (3) with time zone,
	constraint "compliance_rules_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "compliance_rules_type" check (rule_type in ('bypass', 'consent', 'double_opt_in', 'legal_profile', 'quiet_hours', 'frequency_cap', 'capacity'))
);
--> statement-breakpoint
create table "sending_capacity" (
	"tenant_id" varchar(100) not null,
	"rule_id" varchar(60) not null,
	"key" text not null,
	"window_start" timestamp (3) with time zone not null,
	"used" integer not null,
	"promised" integer not null default 0,
	constraint "sending_capacity_tenant_id_rule_id_key_pk" primary key("tenant_id","rule_id","key")
);
--> statement-breakpoint
create table "pressure_holds" (
	"tenant_id" varchar(100) not null,
	"message_id" uuid not null,
	"contact_id" uuid not null,
	"channel" varchar(20) not null,
	"held_until" timestamp (3) with time zone not null,
	"created_at" timestamp (3) with time zone default now() not null,
	constraint "pressure_holds_tenant_id_message_id_pk" primary key("tenant_id","message_id"),
	constraint "pressure_holds_channel" check (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook'))
);
--> statement-breakpoint
alter table "pressure_holds" add constraint "pressure_holds_tenant_id_contact_id_contacts_tenant_id_id_fk" foreign key ("tenant_id","contact_id") references "contacts"("tenant_id","id") on delete cascade;
--> statement-breakpoint
create index "pressure_holds_contact" on "pressure_holds" using btree ("tenant_id","contact_id");
--> statement-breakpoint
create index "pressure_holds_expired" on "pressure_holds" using btree ("held_until");
--> statement-breakpoint
alter table "contact_consents" drop constraint "contact_consents_purpose";
--> statement-breakpoint
alter table "contact_consents" add constraint "contact_consents_purpose" check (purpose in ('marketing', 'service', 'any'));
--> statement-breakpoint
alter table "contact_consents" drop constraint "contact_consents_source";
--> statement-breakpoint
alter table "contact_consents" add constraint "contact_consents_source" check (source in ('import', 'form', 'api', 'manual', 'preference_page', 'one_click', 'inbound', 'double_opt_in'));
--> statement-breakpoint
-- A request to confirm a consent is a message like any other.
alter table "pipeline_lanes" drop constraint "pipeline_lanes_kind";
--> statement-breakpoint
alter table "pipeline_lanes" add constraint "pipeline_lanes_kind" check (kind in ('campaign', 'inbox', 'consent', 'workflow', 'sequence', 'collection'));
--> statement-breakpoint
alter table "pipeline_messages" drop constraint "pipeline_messages_source_type";
--> statement-breakpoint
alter table "pipeline_messages" add constraint "pipeline_messages_source_type" check (source_type in ('campaign', 'inbox', 'consent', 'workflow', 'sequence', 'collection'));
--> statement-breakpoint
-- Nothing is with a provider, or was, that the gate did not let pass.
alter table "pipeline_messages" add constraint "pipeline_messages_verdict" check (verdict_rule is not null or status in ('planned', 'queued', 'failed'));
--> statement-breakpoint
-- Who wants nothing on a channel, for which purpose (`any`: whatever it is for), since when and how we know: what holds of the ledger.
create view opt_outs with (security_invoker = true) as
select tenant_id, contact_id, channel, purpose, source as reason, source_detail, occurred_at as opted_out_at
from contact_consent_state where not granted;
--> statement-breakpoint
-- The messages that count as pressure on a person: sent, perhaps sent, and on their way (`at` null).
create view contact_pressure with (security_invoker = true) as
select tenant_id, contact_id, channel, source_type, id as message_id, coalesce(sent_at, finished_at) as at
from pipeline_messages where sent_at is not null or status = 'uncertain'
union all
select h.tenant_id, h.contact_id, h.channel, m.source_type, h.message_id, null
from pressure_holds h join pipeline_messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where m.status = 'sending';
