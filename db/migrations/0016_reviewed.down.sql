drop table "hook_tokens";
