-- version: 0.23.0
-- Facts tell of batches, in which answers and silence are mixed, and are many: what a page asks every few seconds stands in the lane.
alter table "pipeline_lanes" add column "answered_at" timestamp (3) with time zone, add column "silent_since" timestamp (3) with time zone;
