drop table inbox_raw;
--> statement-breakpoint
alter table inbox_messages drop column from_name, drop column from_address;
