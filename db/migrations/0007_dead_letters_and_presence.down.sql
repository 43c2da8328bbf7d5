drop table "presence";
--> statement-breakpoint
drop index "dead_letters_settled";
--> statement-breakpoint
drop index "dead_letters_replays";
--> statement-breakpoint
drop index "dead_letters_recent";
--> statement-breakpoint
alter table "dead_letters" drop constraint "dead_letters_state";
--> statement-breakpoint
alter table "dead_letters" drop column "reason";
--> statement-breakpoint
alter table "dead_letters" drop column "settled_by";
--> statement-breakpoint
alter table "dead_letters" drop column "state";
--> statement-breakpoint
alter table "dead_letters" rename column "settled_at" to "replayed_at";
--> statement-breakpoint
create index "dead_letters_open" on "dead_letters" using btree ("created_at") where replayed_at is null;
