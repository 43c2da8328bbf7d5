-- version: 0.28.0
-- Until when a provider is left alone, known to every process that sends (decision 039); the sandbox as a provider that can be chosen.
alter table "sending_providers" add column "rests_until" timestamp (3) with time zone;
--> statement-breakpoint
alter table "sending_providers" drop constraint "sending_providers_kind";
--> statement-breakpoint
alter table "sending_providers" add constraint "sending_providers_kind" check (kind in ('smtp', 'ses', 'sendgrid', 'mailgun', 'postmark', 'twilio', 'whatsapp', 'push', 'webhook', 'sandbox'));
