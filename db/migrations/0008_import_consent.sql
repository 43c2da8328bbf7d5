-- version: 0.4.0
-- For which channels the people of a file agreed: kept from the upload on, so that whoever comes back to the choice finds it.
alter table "contact_imports" add column "consent" text[] default '{email}' not null;
