-- version: 0.4.0
-- A dead letter has a state: it is replayed by the worker, or discarded with a reason.
alter table "dead_letters" rename column "replayed_at" to "settled_at";
--> statement-breakpoint
alter table "dead_letters" add column "state" varchar(20) default 'open' not null;
--> statement-breakpoint
alter table "dead_letters" add column "settled_by" varchar(100);
--> statement-breakpoint
alter table "dead_letters" add column "reason" text;
--> statement-breakpoint
update "dead_letters" set "state" = 'replayed' where "settled_at" is not null;
--> statement-breakpoint
alter table "dead_letters" add constraint "dead_letters_state" check (state in ('open', 'replaying', 'replayed', 'discarded'));
--> statement-breakpoint
drop index "dead_letters_open";
--> statement-breakpoint
create index "dead_letters_recent" on "dead_letters" using btree ("tenant_id","created_at","id");
--> statement-breakpoint
create index "dead_letters_replays" on "dead_letters" using btree ("consumer","created_at") where state = 'replaying';
--> statement-breakpoint
create index "dead_letters_settled" on "dead_letters" using btree ("settled_at") where settled_at is not null;
--> statement-breakpoint
-- Who looks at what right now: worth no disk write, and nothing after a crash.
create unlogged table "presence" (
	"tenant_id" varchar(100) not null,
	"topic" varchar(100) not null,
	"user_id" varchar(100) not null,
	"tab" varchar(40) not null,
	"name" text not null,
	"activity" varchar(20) not null,
	"until" timestamp (3) with time zone not null,
	constraint "presence_tenant_id_topic_user_id_tab_pk" primary key("tenant_id","topic","user_id","tab"),
	constraint "presence_activity" check (activity in ('looking', 'answering'))
);
--> statement-breakpoint
create index "presence_until" on "presence" using btree ("until");
