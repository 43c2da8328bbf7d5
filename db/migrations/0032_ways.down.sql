delete from "sending_providers" where kind = 'sandbox';
--> statement-breakpoint
alter table "sending_providers" drop constraint "sending_providers_kind";
--> statement-breakpoint
alter table "sending_providers" add constraint "sending_providers_kind" check (kind in ('smtp', 'ses', 'sendgrid', 'mailgun', 'postmark', 'twilio', 'whatsapp', 'push', 'webhook'));
--> statement-breakpoint
alter table "sending_providers" drop column "rests_until";
