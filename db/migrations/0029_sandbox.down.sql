alter table "pipeline_lanes" drop column "sandbox";
