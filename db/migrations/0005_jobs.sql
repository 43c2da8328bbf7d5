-- version: 0.3.3
-- Claims go tenant by tenant inside a queue, so that one tenant's million never blocks another's ten.
create index jobs_claim on jobs (queue, tenant_id, priority, due_at, id) where state = 'queued';
--> statement-breakpoint
-- Pieces of uploaded files are read once and deleted: packing them costs more than it saves.
alter table contact_import_chunks alter column bytes set storage external;
--> statement-breakpoint
-- A table that grows from nothing by a million rows in a minute outruns autovacuum, and the planner then takes any index that
-- begins with the tenant for as good as any other. The importer refreshes the statistics of what it fills.
create or replace function refresh_contact_statistics() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  set local lock_timeout = '2s';
  analyze contacts, channel_identifiers, contact_consents, contact_tag_mapping;
exception when lock_not_available then
  null; -- somebody else is analysing them at this moment
end $$;
