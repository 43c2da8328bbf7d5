-- version: 0.25.0
-- A campaign that began in the sandbox stays there to its end (decision 038).
alter table "pipeline_lanes" add column "sandbox" boolean not null default false;
