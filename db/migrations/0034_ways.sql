-- version: 0.30.0
-- Until when a provider is left alone, known to every process that sends (decision 039).
alter table "sending_providers" add column "rests_until" timestamp (3) with time zone;
