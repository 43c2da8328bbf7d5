-- version: 0.13.0
-- Numbers stand on the list beside addresses: for one channel, or for whatever goes there.
alter table "email_suppressions"
	alter column "email_normalized" drop not null,
	add column "phone_e164" varchar(20),
	add column "channel" varchar(20) default 'all' not null,
	add column "address" varchar(320) generated always as (coalesce(email_normalized, phone_e164)) stored,
	add constraint "email_suppressions_channel" check (channel in ('all', 'sms', 'whatsapp')),
	add constraint "email_suppressions_address" check (num_nonnulls(email_normalized, phone_e164) = 1 and (phone_e164 is not null or channel = 'all'));
--> statement-breakpoint
drop index "email_suppressions_key";
--> statement-breakpoint
create unique index "email_suppressions_key" on "email_suppressions" using btree ("tenant_id","address","channel","reason") where deleted_at is null;
--> statement-breakpoint
create index "email_suppressions_email" on "email_suppressions" using btree ("tenant_id","email_normalized") where deleted_at is null;
--> statement-breakpoint
-- Short links carry three bytes of their tenant (tenants_by_tag).
create index "tenants_tag" on "tenants" using btree (substr(sha256(decode(id::text, 'escape')), 1, 3));
--> statement-breakpoint
-- What WhatsApp approved: the template's name and language there, and what fills its places.
alter table "template_versions" add column "approved" jsonb;
