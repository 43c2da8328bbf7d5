drop function if exists refresh_contact_statistics();
--> statement-breakpoint
alter table contact_import_chunks alter column bytes set storage extended;
--> statement-breakpoint
drop index jobs_claim;
