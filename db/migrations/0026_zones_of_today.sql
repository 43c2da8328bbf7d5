-- version: 0.22.0
-- Zones are kept by their names of today since these are what one types; what stood before would not be found by them.
create temporary table renamed_zones (former text primary key, today text not null) on commit drop;
--> statement-breakpoint
insert into renamed_zones values
	('Africa/Asmera', 'Africa/Asmara'),
	('America/Buenos_Aires', 'America/Argentina/Buenos_Aires'),
	('America/Catamarca', 'America/Argentina/Catamarca'),
	('America/Coral_Harbour', 'America/Atikokan'),
	('America/Cordoba', 'America/Argentina/Cordoba'),
	('America/Godthab', 'America/Nuuk'),
	('America/Indianapolis', 'America/Indiana/Indianapolis'),
	('America/Jujuy', 'America/Argentina/Jujuy'),
	('America/Louisville', 'America/Kentucky/Louisville'),
	('America/Mendoza', 'America/Argentina/Mendoza'),
	('Asia/Calcutta', 'Asia/Kolkata'),
	('Asia/Katmandu', 'Asia/Kathmandu'),
	('Asia/Rangoon', 'Asia/Yangon'),
	('Asia/Saigon', 'Asia/Ho_Chi_Minh'),
	('Atlantic/Faeroe', 'Atlantic/Faroe'),
	('Europe/Kiev', 'Europe/Kyiv'),
	('Pacific/Enderbury', 'Pacific/Kanton'),
	('Pacific/Ponape', 'Pacific/Pohnpei'),
	('Pacific/Truk', 'Pacific/Chuuk');
--> statement-breakpoint
-- Nobody changed these people: no time of a change, no version. In one pass, and without a lock where there is none of them.
do $$
begin
	if exists (select 1 from contacts where time_zone in (select former from renamed_zones)) then
		alter table contacts disable trigger user;
		update contacts c set time_zone = z.today from renamed_zones z where c.time_zone = z.former;
		alter table contacts enable trigger user;
	end if;
end $$;
--> statement-breakpoint
-- The database itself works in these: an older one may know the former name alone.
update tenants t set time_zone = z.today from renamed_zones z
where t.time_zone = z.former and exists (select 1 from pg_timezone_names n where n.name = z.today);
--> statement-breakpoint
create or replace function pg_temp.renamed_value(value jsonb) returns jsonb language sql stable as $$
	select case jsonb_typeof(value)
		when 'array' then (select coalesce(jsonb_agg(pg_temp.renamed_value(item) order by n), '[]') from jsonb_array_elements(value) with ordinality as i (item, n))
		else coalesce((select to_jsonb(z.today) from renamed_zones z where z.former = value #>> '{}'), value) end
$$;
--> statement-breakpoint
create or replace function pg_temp.renamed_rule(rule jsonb) returns jsonb language sql stable as $$
	select case
		when rule ? 'field' then case when rule ->> 'field' = 'time_zone' and rule ? 'value' then rule || jsonb_build_object('value', pg_temp.renamed_value(rule -> 'value')) else rule end
		else (select jsonb_object_agg(kind, (select coalesce(jsonb_agg(pg_temp.renamed_rule(item) order by n), '[]') from jsonb_array_elements(items) with ordinality as i (item, n)))
			from jsonb_each(rule) as g (kind, items)) end
$$;
--> statement-breakpoint
-- Whoever asks for a zone is counted again: people of both names are one now.
update segments g set rules = pg_temp.renamed_rule(g.rules), stale_at = coalesce(g.stale_at, now())
where exists (select 1 from segment_rules r where r.tenant_id = g.tenant_id and r.segment_id = g.id and r.field = 'time_zone');
--> statement-breakpoint
update segment_rules set value = pg_temp.renamed_value(value)
where field = 'time_zone' and value is distinct from pg_temp.renamed_value(value);
