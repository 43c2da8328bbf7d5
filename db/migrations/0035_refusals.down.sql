alter table "pipeline_lanes" drop column "refusal";
--> statement-breakpoint
alter table "pipeline_lanes" drop column "refused_since";
