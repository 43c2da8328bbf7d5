drop view campaign_email_stats;
--> statement-breakpoint
drop view email_bounces;
--> statement-breakpoint
drop view email_deliveries;
