alter table "template_versions" drop column "push";
--> statement-breakpoint
drop table "push_subscriptions";
