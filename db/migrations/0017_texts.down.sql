alter table "template_versions" drop column "approved";
--> statement-breakpoint
drop function if exists tenants_by_tag(bytea);
--> statement-breakpoint
drop index "tenants_tag";
--> statement-breakpoint
drop index "email_suppressions_email";
--> statement-breakpoint
drop index "email_suppressions_key";
--> statement-breakpoint
delete from "email_suppressions" where phone_e164 is not null;
--> statement-breakpoint
alter table "email_suppressions"
	drop constraint "email_suppressions_address",
	drop constraint "email_suppressions_channel",
	drop column "address",
	drop column "channel",
	drop column "phone_e164",
	alter column "email_normalized" set not null;
--> statement-breakpoint
create unique index "email_suppressions_key" on "email_suppressions" using btree ("tenant_id","email_normalized","reason") where deleted_at is null;
