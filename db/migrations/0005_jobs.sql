-- version: 0.3.3
-- Claims go tenant by tenant inside a queue, so that one tenant's million never blocks another's ten.
create index jobs_claim on jobs (queue, tenant_id, priority, due_at, id) where state = 'queued';
--> statement-breakpoint
-- Pieces of uploaded files are read once and deleted: packing them costs more than it saves.
alter table contact_import_chunks alter column bytes set storage external;
