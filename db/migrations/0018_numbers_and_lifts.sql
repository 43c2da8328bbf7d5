-- version: 0.14.0
-- The list of numbers alone, among very many addresses.
create index "email_suppressions_numbers" on "email_suppressions" using btree ("tenant_id","created_at","id") where phone_e164 is not null and deleted_at is null;
--> statement-breakpoint
-- What was taken off the list, by address: a refusal that was known before does not list it again.
create index "email_suppressions_lifted" on "email_suppressions" using btree ("tenant_id","address") where reason in ('bounce', 'soft_bounce') and deleted_at is not null;
