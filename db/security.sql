-- Applied after every migration, to every table and partition: isolation is a property of the catalogue, not of memory.
-- The app role sees one tenant, named by app.tenant_id in its transaction; the system and owner roles see all and name tenants themselves.

-- Row security and grants of one table: run over all of them here, and over each partition that is made later.
create or replace function secure_table(target regclass) returns void language plpgsql set search_path = public, pg_temp as $f$
declare
  name text := target::text;
begin
  execute format('revoke all on %s from public', name);
  execute format('grant select, insert, update, delete on %s to ao_system', name);
  if not exists (select 1 from pg_attribute a where a.attrelid = target and a.attname = 'tenant_id' and not a.attisdropped) then
    execute format('revoke all on %s from ao_app', name);
    return;
  end if;
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('drop policy if exists p_app on %s', name);
  execute format('drop policy if exists p_all on %s', name);
  execute format($p$create policy p_app on %s to ao_app using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''))$p$, name);
  execute format('create policy p_all on %s to ao_system, ao_owner using (true) with check (true)', name);
  execute format('grant select, insert, update, delete on %s to ao_app', name);
  -- Ledgers and logs are append-only for the app.
  if name ~ '^(public\.)?(audit_logs|contact_consents|template_versions|email_links)' then
    execute format('revoke update, delete on %s from ao_app', name);
  end if;
end $f$;

select secure_table(c.oid::regclass) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p');

do $$
declare
  t record;
begin
  for t in select oid::regclass as name from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
    and not exists (select 1 from pg_depend d where d.objid = pg_class.oid and d.deptype = 'e') loop
    execute format('alter view %s set (security_invoker = true)', t.name);
    execute format('grant select on %s to ao_app, ao_system', t.name);
  end loop;
end $$;

grant usage, select on all sequences in schema public to ao_app, ao_system;

do $$
declare
  f record;
begin
  for f in select p.oid::regprocedure as name, p.proname, p.prosecdef from pg_proc p
    where p.pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
    execute format('revoke execute on function %s from public', f.name);
    execute format('grant execute on function %s to ao_system', f.name);
    if f.proname not in ('ensure_partitions', 'secure_table') then
      execute format('grant execute on function %s to ao_app', f.name);
    end if;
  end loop;
end $$;

-- Keeps updated_at true wherever it exists and the writer did not set it.
do $$
declare
  t record;
begin
  for t in select c.oid::regclass as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not in ('campaign_stats', 'consumer_offsets') loop
    execute format('create or replace trigger set_updated_at before update on %s for each row when (old.updated_at is not distinct from new.updated_at) execute function update_updated_at_column()', t.name);
  end loop;
end $$;
