drop index "email_suppressions_lifted";
--> statement-breakpoint
create index "email_suppressions_lifted" on "email_suppressions" using btree ("tenant_id","address") where reason in ('bounce', 'soft_bounce') and deleted_at is not null;
