alter table "campaign_stats" drop column "failed_by";
