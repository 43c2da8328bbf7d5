drop function if exists find_api_key(text);
--> statement-breakpoint
drop table "hook_tokens";
