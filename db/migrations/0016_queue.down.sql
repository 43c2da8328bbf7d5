lock table "pipeline_lanes", "pipeline_messages", "pipeline_queue" in access exclusive mode;
--> statement-breakpoint
drop view "contact_pressure";
--> statement-breakpoint
drop index "pipeline_messages_held", "pipeline_messages_outcome";
--> statement-breakpoint
alter table "pipeline_messages" drop constraint "pipeline_messages_status";
--> statement-breakpoint
alter table "pipeline_messages" reset (fillfactor),
	drop column "rare_status",
	add column "lease_until" timestamp (3) with time zone,
	add constraint "pipeline_messages_status" check (status in ('planned', 'queued', 'sending', 'deferred', 'skipped', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain'));
--> statement-breakpoint
update "pipeline_messages" m set status = 'sending', attempts = attempts + 1, lease_by = w.name, lease_until = w.lease_until
from "pipeline_queue" q join "pipeline_workers" w on w.id = q.lease_by where q.tenant_id = m.tenant_id and q.message_id = m.id;
--> statement-breakpoint
drop table "pipeline_queue", "pipeline_workers";
--> statement-breakpoint
create index "pipeline_messages_claim" on "pipeline_messages" using btree ("tenant_id","lane_id","due_at","id") where status in ('queued', 'deferred');
--> statement-breakpoint
create index "pipeline_messages_waiting" on "pipeline_messages" using btree ("tenant_id","lane_id","id") where status = 'planned';
--> statement-breakpoint
create index "pipeline_messages_lease" on "pipeline_messages" using btree ("lease_until") where status = 'sending';
--> statement-breakpoint
create index "pipeline_messages_outcome" on "pipeline_messages" using btree ("tenant_id","source_id","status","contact_id") where source_type = 'campaign' and status in ('deferred', 'skipped', 'failed', 'uncertain');
--> statement-breakpoint
create view contact_pressure with (security_invoker = true) as
select tenant_id, contact_id, channel, source_type, id as message_id, coalesce(sent_at, finished_at) as at
from pipeline_messages where sent_at is not null or status = 'uncertain'
union all
select h.tenant_id, h.contact_id, h.channel, m.source_type, h.message_id, null
from pressure_holds h join pipeline_messages m on m.tenant_id = h.tenant_id and m.id = h.message_id
where m.status = 'sending';
