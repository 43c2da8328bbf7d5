-- version: 0.4.0
-- Who was deleted lately, newest first: the list of those that can be brought back.
create index contacts_deleted on contacts (tenant_id, deleted_at, id) where deleted_at is not null;
