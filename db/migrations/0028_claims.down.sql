lock table "pipeline_lanes", "pipeline_workers", "pipeline_queue", "pipeline_claims" in access exclusive mode;
--> statement-breakpoint
alter table "pipeline_queue" add column "lease_by" integer, set (fillfactor = 45);
--> statement-breakpoint
insert into "pipeline_queue" ("tenant_id", "lane_id", "due_at", "message_id", "lease_by")
select m.tenant_id, m.lane_id, m.due_at, m.id, c.worker_id from "pipeline_claims" c cross join lateral unnest(c.messages, c.dues) as t (id, due)
join "pipeline_messages" m on m.tenant_id = c.tenant_id and m.id = t.id and m.due_at = t.due and m.status in ('queued', 'deferred') on conflict do nothing;
--> statement-breakpoint
drop view "contact_pressure";
--> statement-breakpoint
create view contact_pressure with (security_invoker = true) as
select tenant_id, contact_id, channel, source_type, id as message_id, coalesce(sent_at, finished_at) as at
from pipeline_messages where sent_at is not null or status = 'uncertain'
union all
select h.tenant_id, h.contact_id, h.channel, m.source_type, h.message_id, null
from pressure_holds h join pipeline_messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where exists (select 1 from pipeline_queue q where q.tenant_id = m.tenant_id and q.lane_id = m.lane_id and q.due_at = m.due_at and q.message_id = m.id and q.lease_by is not null);
--> statement-breakpoint
drop table "pipeline_claims";
