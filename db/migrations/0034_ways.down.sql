alter table "sending_providers" drop column "rests_until";
