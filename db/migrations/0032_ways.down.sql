-- Rules that the version before cannot read would keep it from sending anything.
update compliance_rules set deleted_at = now() where rule_type = 'capacity' and deleted_at is null and action->>'per' in ('provider', 'provider_and_recipient_provider');
--> statement-breakpoint
delete from sending_capacity where tenant_id = '*';
--> statement-breakpoint
delete from "sending_providers" where kind = 'sandbox';
--> statement-breakpoint
alter table "sending_providers" drop constraint "sending_providers_kind";
--> statement-breakpoint
alter table "sending_providers" add constraint "sending_providers_kind" check (kind in ('smtp', 'ses', 'sendgrid', 'mailgun', 'postmark', 'twilio', 'whatsapp', 'push', 'webhook'));
--> statement-breakpoint
alter table "sending_providers" drop column "rests_until";
