-- version: 0.6.0
-- Who an inbox message came from, as its header says: an answer may come from another address than the one we wrote to.
alter table inbox_messages add column from_address varchar(320), add column from_name varchar(200);
--> statement-breakpoint
-- What came in, byte for byte, so that nothing of it (attachments, HTML, headers) is lost.
create table inbox_raw (
	tenant_id varchar(100) not null,
	message_id uuid not null,
	raw bytea not null,
	primary key (tenant_id, message_id),
	foreign key (tenant_id, message_id) references inbox_messages (tenant_id, id) on delete cascade
);
