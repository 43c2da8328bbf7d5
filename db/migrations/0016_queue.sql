-- version: 0.12.0
-- What is still to be handed over, apart from the messages: a claim writes one narrow row and no index, a message is written twice.
-- Nobody plans, claims or records while the queue is taken from the messages.
lock table "pipeline_lanes", "pipeline_messages" in access exclusive mode;
--> statement-breakpoint
create table "pipeline_workers" (
	"id" integer generated always as identity primary key,
	"name" varchar(60) not null,
	"lease_until" timestamp (3) with time zone not null,
	constraint "pipeline_workers_name_unique" unique("name")
);
--> statement-breakpoint
-- Room in each page for the lease of each row: an update beside it touches no index.
create table "pipeline_queue" (
	"tenant_id" varchar(100) not null,
	"lane_id" uuid not null,
	"due_at" timestamp (3) with time zone not null,
	"message_id" uuid not null,
	"lease_by" integer,
	constraint "pipeline_queue_tenant_id_lane_id_due_at_message_id_pk" primary key("tenant_id","lane_id","due_at","message_id")
) with (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);
--> statement-breakpoint
insert into "pipeline_workers" ("name", "lease_until")
select lease_by, max(lease_until) from "pipeline_messages" where status = 'sending' and lease_by is not null and lease_until is not null group by lease_by;
--> statement-breakpoint
insert into "pipeline_queue" ("tenant_id", "lane_id", "due_at", "message_id", "lease_by")
select m.tenant_id, m.lane_id, m.due_at, m.id, case when m.status = 'sending' then w.id end
from "pipeline_messages" m left join "pipeline_workers" w on w.name = m.lease_by where m.status in ('queued', 'deferred', 'sending');
--> statement-breakpoint
drop view "contact_pressure";
--> statement-breakpoint
drop index "pipeline_messages_claim", "pipeline_messages_waiting", "pipeline_messages_lease", "pipeline_messages_outcome";
--> statement-breakpoint
-- Counted when it comes back, not when it goes out; one in the hands of a worker keeps the state that it had.
update "pipeline_messages" set status = 'queued', attempts = attempts - 1, lease_by = null where status = 'sending';
--> statement-breakpoint
alter table "pipeline_messages" drop constraint "pipeline_messages_status";
--> statement-breakpoint
alter table "pipeline_messages" set (fillfactor = 45),
	drop column "lease_until",
	add column "rare_status" varchar(20) generated always as (case when status in ('planned', 'deferred', 'skipped', 'failed', 'uncertain') then status end) stored,
	add constraint "pipeline_messages_status" check (status in ('planned', 'queued', 'deferred', 'skipped', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain'));
--> statement-breakpoint
create index "pipeline_messages_held" on "pipeline_messages" using btree ("lease_by") where lease_by is not null;
--> statement-breakpoint
create index "pipeline_messages_outcome" on "pipeline_messages" using btree ("tenant_id","source_id","rare_status","contact_id") where source_type = 'campaign' and rare_status is not null;
--> statement-breakpoint
-- The messages that count as pressure on a person: sent, perhaps sent, and on their way (`at` null).
create view contact_pressure with (security_invoker = true) as
select tenant_id, contact_id, channel, source_type, id as message_id, coalesce(sent_at, finished_at) as at
from pipeline_messages where sent_at is not null or status = 'uncertain'
union all
select h.tenant_id, h.contact_id, h.channel, m.source_type, h.message_id, null
from pressure_holds h join pipeline_messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where exists (select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.lane_id = m.lane_id and q.due_at = m.due_at and q.message_id = m.id and q.lease_by is not null);
