drop function if exists find_hook_provider(uuid);
--> statement-breakpoint
drop table "dkim_keys";
--> statement-breakpoint
drop table "sending_providers";
