-- version: 0.24.0
-- A claim is one row that names what it took out of the queue, instead of a lease on each of its rows (decision 037).
lock table "pipeline_lanes", "pipeline_workers", "pipeline_queue" in access exclusive mode;
--> statement-breakpoint
create table "pipeline_claims" (
	"tenant_id" varchar(100) not null,
	"id" uuid not null,
	"lane_id" uuid not null,
	"worker_id" integer not null,
	"messages" uuid[] not null,
	"dues" timestamp (3) with time zone[] not null,
	constraint "pipeline_claims_tenant_id_id_pk" primary key("tenant_id","id")
);
--> statement-breakpoint
-- Random ids do not compress: not even tried.
alter table "pipeline_claims" alter column "messages" set storage external, alter column "dues" set storage external;
--> statement-breakpoint
alter table "pipeline_claims" add constraint "pipeline_claims_worker_id_pipeline_workers_id_fk" foreign key ("worker_id") references "public"."pipeline_workers"("id");
--> statement-breakpoint
create index "pipeline_claims_lane" on "pipeline_claims" using btree ("tenant_id","lane_id");
--> statement-breakpoint
with taken as (delete from "pipeline_queue" where lease_by is not null returning *)
insert into "pipeline_claims" ("tenant_id", "id", "lane_id", "worker_id", "messages", "dues")
select tenant_id, uuidv7(), lane_id, lease_by, array_agg(message_id order by message_id), array_agg(due_at order by message_id) from taken group by tenant_id, lane_id, lease_by;
--> statement-breakpoint
drop view "contact_pressure";
--> statement-breakpoint
-- Its rows are written once and deleted: no page needs room for another version of one.
alter table "pipeline_queue" drop column "lease_by", reset (fillfactor);
--> statement-breakpoint
-- On its way is what waits and is not in the queue.
create view contact_pressure with (security_invoker = true) as
select tenant_id, contact_id, channel, source_type, id as message_id, coalesce(sent_at, finished_at) as at
from pipeline_messages where sent_at is not null or status = 'uncertain'
union all
select h.tenant_id, h.contact_id, h.channel, m.source_type, h.message_id, null
from pressure_holds h join pipeline_messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where m.status in ('queued', 'deferred')
  and not exists (select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.lane_id = m.lane_id and q.due_at = m.due_at and q.message_id = m.id);
