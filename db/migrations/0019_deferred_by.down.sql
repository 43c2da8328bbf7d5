alter table "campaign_stats" drop column "deferred_by";
