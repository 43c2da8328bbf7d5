-- version: 0.10.0
-- Topics of an organisation's mailings, and consent to each of them.
create table "topics" (
	"tenant_id" varchar(100) not null,
	"id" uuid default uuidv7() not null,
	"name" varchar(80) not null,
	"description" varchar(300),
	"position" integer default 0 not null,
	"archived_at" timestamp (3) with time zone,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone default now() not null,
	"updated_at" timestamp (3) with time zone default now() not null,
	constraint "topics_tenant_id_id_pk" primary key("tenant_id","id"),
	constraint "topics_position" check (position >= 0)
);
--> statement-breakpoint
create unique index "topics_name_key" on "topics" using btree ("tenant_id","name") where archived_at is null;
--> statement-breakpoint
-- Lines about a topic have a purpose of their own: no reader of the other purposes ever meets them.
alter table "contact_consents"
	add column "topic_id" uuid,
	drop constraint "contact_consents_purpose",
	add constraint "contact_consents_purpose" check (purpose in ('marketing', 'service', 'any', 'topic')),
	add constraint "contact_consents_topic" check ((purpose = 'topic') = (topic_id is not null)),
	add constraint "contact_consents_topic_fk" foreign key ("tenant_id","topic_id") references "topics"("tenant_id","id");
--> statement-breakpoint
create index "contact_consents_topic_lines" on "contact_consents" using btree ("tenant_id","topic_id") where topic_id is not null;
--> statement-breakpoint
alter table "campaigns"
	add column "topic_id" uuid,
	add constraint "campaigns_topic" check (topic_id is null or purpose = 'marketing'),
	add constraint "campaigns_topic_fk" foreign key ("tenant_id","topic_id") references "topics"("tenant_id","id");
--> statement-breakpoint
create index "campaigns_of_topic" on "campaigns" using btree ("tenant_id","topic_id") where topic_id is not null;
--> statement-breakpoint
-- What holds per purpose stays what it was.
create or replace view contact_consent_state with (security_invoker = true) as
select distinct on (tenant_id, contact_id, channel, purpose)
  tenant_id, contact_id, channel, purpose, granted, source, source_detail, occurred_at
from contact_consents where topic_id is null
order by tenant_id, contact_id, channel, purpose, occurred_at desc, id desc;
--> statement-breakpoint
-- What holds of each topic that a person said anything of: their last word on it, unless they left all mailings after it.
create view contact_topic_state with (security_invoker = true) as
select t.tenant_id, t.contact_id, t.channel, t.topic_id, t.granted and p.id is null as granted,
  case when p.id is null then t.source else p.source end as source, case when p.id is null then t.occurred_at else p.occurred_at end as occurred_at
from (
  select distinct on (tenant_id, contact_id, channel, topic_id) tenant_id, contact_id, channel, topic_id, id, granted, source, occurred_at
  from contact_consents where topic_id is not null
  order by tenant_id, contact_id, channel, topic_id, occurred_at desc, id desc) t
left join lateral (
  select id, granted, source, occurred_at from contact_consents k
  where k.tenant_id = t.tenant_id and k.contact_id = t.contact_id and k.channel = t.channel and k.purpose = 'marketing'
  order by occurred_at desc, id desc limit 1) p on not p.granted and (p.occurred_at, p.id) > (t.occurred_at, t.id);
