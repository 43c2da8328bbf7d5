alter table "outbox" alter column "payload" set storage extended;
