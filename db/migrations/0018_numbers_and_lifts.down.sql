drop index "email_suppressions_lifted";
--> statement-breakpoint
drop index "email_suppressions_numbers";
