-- version: 0.29.0
-- What is told late does not put back on the list what was taken off it since, whatever the reason.
drop index "email_suppressions_lifted";
--> statement-breakpoint
create index "email_suppressions_lifted" on "email_suppressions" using btree ("tenant_id","address") where deleted_at is not null;
