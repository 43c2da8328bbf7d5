drop view contact_timeline;
--> statement-breakpoint
drop view pipeline_dead_letter;
--> statement-breakpoint
drop view campaign_recipients;
--> statement-breakpoint
drop view contact_consent_state;
