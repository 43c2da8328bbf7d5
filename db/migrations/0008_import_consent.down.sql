alter table "contact_imports" drop column "consent";
