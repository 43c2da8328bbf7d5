alter table "pipeline_lanes" drop column "silent_since", drop column "answered_at";
