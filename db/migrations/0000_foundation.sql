-- version: 0.1.0
create extension if not exists "uuid-ossp";
--> statement-breakpoint
create extension if not exists pg_trgm;
--> statement-breakpoint
create extension if not exists btree_gin;
--> statement-breakpoint
create extension if not exists unaccent;
--> statement-breakpoint
-- Lower case without accents; immutable because the dictionary is named, so that generated columns may use it.
-- No SET clause: it would cost more than the folding, and the names are qualified.
create function fold_text(value text) returns text language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent'::regdictionary, value));
--> statement-breakpoint
create function update_updated_at_column() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  new.updated_at := now();
  return new;
end $$;
--> statement-breakpoint
-- The smallest UUIDv7 of an instant: bounds of partitions and of time queries.
create function uuid_floor(at timestamptz) returns uuid language sql immutable strict parallel safe
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
--> statement-breakpoint
-- Creates the monthly partitions of a table from the given month on; existing ones are left alone.
create function ensure_partitions(parent text, from_month date, months integer) returns integer language plpgsql
  set search_path = public, pg_temp as $$
declare
  made integer := 0;
  m date := date_trunc('month', from_month)::date;
  part text;
begin
  for i in 1..months loop
    part := parent || '_' || to_char(m, 'YYYYMM');
    if to_regclass('public.' || quote_ident(part)) is null then
      execute format('create table %I partition of %I for values from (%L) to (%L)', part, parent,
        uuid_floor(m::timestamptz), uuid_floor((m + interval '1 month')::timestamptz));
      made := made + 1;
    end if;
    m := (m + interval '1 month')::date;
  end loop;
  return made;
end $$;
