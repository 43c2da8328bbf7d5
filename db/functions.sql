-- Applied after every migration; each is create or replace. SECURITY DEFINER functions are the app role's only way to
-- global tables: each pins its search_path and states its own predicate.

create or replace function find_login(p_email text) returns table (user_id uuid, password_hash text, name text, is_active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.password_hash, u.name, u.is_active from users u where u.email_normalized = p_email and u.deleted_at is null
$$;

-- Tenants of a user with roles and the union of their permissions; operators see every tenant with all rights.
create or replace function my_tenants(p_user uuid) returns table (tenant_id text, name text, time_zone text, roles text[], permissions text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id::text, t.name, t.time_zone, coalesce(tu.roles, array['operator']),
    case when exists (select 1 from operators o where o.user_id = p_user) then array['*']
      else array(select distinct rp.permission from role_permissions rp where rp.tenant_id = t.id and rp.role = any (tu.roles)) end
  from tenants t left join tenant_users tu on tu.tenant_id = t.id and tu.user_id = p_user and tu.is_active
  where t.deleted_at is null and (tu.user_id is not null or exists (select 1 from operators o where o.user_id = p_user))
  order by t.name
$$;

-- Tells when the session was seen last as well, written once in five minutes at most.
create or replace function find_session(p_session uuid) returns table (
  session_id uuid, user_id uuid, email text, name text, is_operator boolean, expires_at timestamptz, tenants jsonb)
language sql volatile security definer set search_path = public, pg_temp as $$
  with seen as (
    update user_sessions set last_seen_at = now()
    where id = p_session and revoked_at is null and expires_at > now() and (last_seen_at is null or last_seen_at < now() - interval '5 minutes'))
  select s.id, u.id, u.email, u.name, exists (select 1 from operators o where o.user_id = u.id), s.expires_at,
    coalesce((select jsonb_agg(jsonb_build_object('id', t.tenant_id, 'name', t.name, 'timeZone', t.time_zone, 'roles', t.roles, 'permissions', t.permissions)) from my_tenants(u.id) t), '[]')
  from user_sessions s join users u on u.id = s.user_id
  where s.id = p_session and s.revoked_at is null and s.expires_at > now() and u.is_active and u.deleted_at is null
$$;

create or replace function open_session(p_user uuid, p_expires timestamptz, p_ip text, p_agent text) returns uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  with s as (insert into user_sessions (user_id, expires_at, ip, user_agent, last_seen_at) values (p_user, p_expires, p_ip, left(p_agent, 300), now()) returning id),
    u as (update users set last_login_at = now() where id = p_user)
  select id from s
$$;

create or replace function revoke_session(p_session uuid) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
  with r as (update user_sessions set revoked_at = now() where id = p_session and revoked_at is null returning 1) select exists (select 1 from r)
$$;

-- A user's sessions that can still be used.
create or replace function list_sessions(p_user uuid) returns table (id uuid, created_at timestamptz, last_seen_at timestamptz, ip text, user_agent text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, s.created_at, coalesce(s.last_seen_at, s.created_at), s.ip, s.user_agent from user_sessions s
  where s.user_id = p_user and s.revoked_at is null and s.expires_at > now() order by 3 desc, s.id desc limit 200
$$;

-- Ends these sessions of the user (all of them when none is named) but the one that is kept; answers which.
create or replace function end_sessions(p_user uuid, p_sessions uuid[], p_keep uuid) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  update user_sessions set revoked_at = now()
  where user_id = p_user and revoked_at is null and expires_at > now() and (p_sessions is null or id = any (p_sessions)) and id is distinct from p_keep
  returning id
$$;

-- A password changed by its owner: every other session ends, and every link that is still out.
create or replace function change_password(p_user uuid, p_hash text, p_keep uuid) returns setof uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  update users set password_hash = p_hash, updated_at = now() where id = p_user;
  update password_reset_tokens set used_at = now() where user_id = p_user and used_at is null;
  select end_sessions(p_user, null, p_keep)
$$;

-- Uses a one-time token up; null when it is unknown, used or past its time.
create or replace function use_login_token(p_hash text) returns uuid
language sql volatile security definer set search_path = public, pg_temp as $$
  update password_reset_tokens set used_at = now() where token_hash = p_hash and used_at is null and expires_at > now() returning user_id
$$;

create or replace function peek_login_token(p_hash text) returns table (email text, name text)
language sql stable security definer set search_path = public, pg_temp as $$
  select u.email, u.name from password_reset_tokens t join users u on u.id = t.user_id
  where t.token_hash = p_hash and t.used_at is null and t.expires_at > now() and u.is_active
$$;

-- A new password ends what an old one opened: every session, and every link that is still out.
create or replace function set_password(p_user uuid, p_hash text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update user_sessions set revoked_at = now() where user_id = p_user and revoked_at is null;
  update password_reset_tokens set used_at = now() where user_id = p_user and used_at is null;
  update users set password_hash = p_hash, updated_at = now() where id = p_user
$$;

-- Run by the system role, hourly: what ended a month ago helps no inquiry any more.
create or replace function clean_expired_sessions() returns bigint
language sql volatile set search_path = public, pg_temp as $$
  with gone as (delete from user_sessions where expires_at < now() - interval '30 days' or revoked_at < now() - interval '30 days' returning 1) select count(*) from gone
$$;

-- Tells when the key was used last as well, written once a minute at most.
drop function if exists find_api_key(text);
create or replace function find_api_key(p_hash text)
  returns table (tenant_id text, key_id uuid, name text, scopes text[], time_zone text, expires_at timestamptz)
language sql volatile security definer set search_path = public, pg_temp as $$
  with k as (
    select k.tenant_id, k.id, k.name, k.scopes, t.time_zone, k.last_used_at, k.expires_at from api_keys k join tenants t on t.id = k.tenant_id and t.deleted_at is null
    where k.key_hash = p_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())),
  used as (
    update api_keys a set last_used_at = now() from k
    where a.tenant_id = k.tenant_id and a.id = k.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute'))
  select k.tenant_id::text, k.id, k.name, k.scopes, k.time_zone, k.expires_at from k
$$;

create or replace function find_tenant(p_id text) returns table (id text, name text, time_zone text, language text, country text)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id::text, t.name, t.time_zone, t.language, t.country from tenants t
  where t.id = p_id and t.id = nullif(current_setting('app.tenant_id', true), '') and t.deleted_at is null
$$;

-- Changes what is given of the calling tenant (null: it stays), and answers how it stood before.
create or replace function change_tenant(p_name text, p_zone text, p_country text) returns table (name text, time_zone text, country text)
language sql volatile security definer set search_path = public, pg_temp as $$
  update tenants t set name = coalesce(p_name, t.name), time_zone = coalesce(p_zone, t.time_zone), country = coalesce(p_country, t.country), updated_at = now()
  where t.id = nullif(current_setting('app.tenant_id', true), '') and t.deleted_at is null
  returning old.name, old.time_zone, old.country
$$;

-- Names of the people of the calling tenant, for "by whom" and "assigned to".
create or replace function tenant_people() returns table (user_id uuid, name text, email text, roles text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.name, u.email, tu.roles from tenant_users tu join users u on u.id = tu.user_id
  where tu.tenant_id = nullif(current_setting('app.tenant_id', true), '') and tu.is_active and u.deleted_at is null order by u.name
$$;

drop function if exists contacts_bearing(text[], text[], boolean);
-- Contacts of the calling tenant after this one who have all of these pieces in name, address, number or reference, deleted ones too; in no
-- order. Under a tenant's policy no index would serve parts of words. `p_begins`: no piece is long enough for one, and a word must begin with each.
create or replace function contacts_bearing(p_words text[], p_patterns text[], p_begins boolean, p_after uuid) returns setof uuid
language plpgsql stable security definer rows 5000 set search_path = public, pg_temp as $$
declare
  v_tenant text := nullif(current_setting('app.tenant_id', true), '');
  v_patterns text[] := array(select fold_text(p) from unnest(p_patterns) p order by length(p) desc);
begin
  if p_begins then
    return query select c.id from contacts c where c.tenant_id = v_tenant and c.id > p_after and c.deleted_at is null
      and search_lexemes(c.tenant_id, c.search_text) @@ search_query(v_tenant, p_words) and c.search_text like all (v_patterns);
  else
    return query select c.id from contacts c where c.tenant_id = v_tenant and c.id > p_after and c.deleted_at is null
      and c.search_text like v_patterns[1] and c.search_text like all (v_patterns);
  end if;
  return query select c.id from contacts c where c.tenant_id = v_tenant and c.id > p_after and c.deleted_at is not null and c.search_text like all (v_patterns)
    and (not p_begins or search_lexemes(c.tenant_id, c.search_text) @@ search_query(v_tenant, p_words));
end $$;

drop function if exists take_limit(text, integer, integer);
-- Fixed window: counts all of the uses when they fit, else none; tells how many are left and when the window ends.
create or replace function take_limit(p_key text, p_points integer, p_seconds integer, p_uses integer)
  returns table (is_allowed boolean, remaining integer, resets_at timestamptz)
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into rate_limits as r (key, window_start, count, expires_at)
  values (p_key, now(), case when p_uses <= p_points then p_uses else 0 end, now() + make_interval(secs => p_seconds))
  on conflict (key) do update set
    count = case when r.expires_at <= now() then excluded.count when r.count + p_uses <= p_points then r.count + p_uses else r.count end,
    window_start = case when r.expires_at <= now() then now() else r.window_start end,
    expires_at = case when r.expires_at <= now() then excluded.expires_at else r.expires_at end
  returning case when old.key is null or old.expires_at <= now() then p_uses <= p_points else old.count + p_uses <= p_points end,
    p_points - new.count, new.expires_at
$$;

create or replace function is_email_suppressed(p_tenant text, p_email text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (select 1 from email_suppressions s where s.tenant_id = p_tenant and s.email_normalized = p_email and s.deleted_at is null
    and (s.expires_at is null or s.expires_at > now()))
$$;

-- True when the contact wants no marketing on the channel: consent for it was withdrawn, or the channel as a whole is closed.
create or replace function check_opt_out_status(p_tenant text, p_contact uuid, p_channel text) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (select 1 from (values ('marketing'), ('any')) as p(purpose) cross join lateral (
    select k.granted from contact_consents k
    where k.tenant_id = p_tenant and k.contact_id = p_contact and k.channel = p_channel and k.purpose = p.purpose
    order by k.occurred_at desc, k.id desc limit 1) latest where not latest.granted)
$$;

drop function if exists lift_unsubscription(text, text, timestamptz);
drop function if exists keep_unsubscribed(text, uuid, text, timestamptz);
drop function if exists keep_unsubscribed(text, uuid, text, text, timestamptz);
-- Before a consent lifts the unsubscription of an address or number: what it said of mailings and of a person's own matters goes into the
-- ledger, with its timeline entry and fact, unless the ledger says it already or it is wanted now, so that nothing else comes back.
create or replace function keep_unsubscribed(p_tenant text, p_contact uuid, p_channel text, p_actor text, p_at timestamptz, p_wanted text[] default '{}') returns void
language sql volatile set search_path = public, pg_temp as $$
  with said as (
    insert into contact_consents (tenant_id, contact_id, channel, purpose, granted, source, source_detail, actor, occurred_at)
    select c.tenant_id, c.id, p_channel, p.purpose, false, 'manual',
      case p_channel when 'email' then 'The address was unsubscribed, and this was not wanted again' else 'The number was unsubscribed, and this was not wanted again' end, p_actor, p_at
    from contacts c cross join (values ('marketing'), ('service')) p (purpose)
    left join lateral (select k.granted from contact_consents k where k.tenant_id = p_tenant and k.contact_id = p_contact and k.channel = p_channel and k.purpose = p.purpose
      order by k.occurred_at desc, k.id desc limit 1) l on true
    where c.tenant_id = p_tenant and c.id = p_contact and p.purpose <> all (p_wanted)
      and exists (select 1 from email_suppressions s where s.tenant_id = p_tenant and s.address = case p_channel when 'email' then c.email_normalized else c.phone_e164 end
        and s.channel in ('all', p_channel) and s.reason = 'unsubscribe' and s.deleted_at is null and (s.expires_at is null or s.expires_at > p_at))
      and case p.purpose when 'service' then coalesce(l.granted, false) else coalesce(l.granted, true)
        or exists (select 1 from contact_topic_state s where s.tenant_id = p_tenant and s.contact_id = p_contact and s.channel = p_channel and s.granted) end
    order by p.purpose returning purpose),
  turned as (
    update contacts set version = version + (select count(*) from said), updated_at = p_at where tenant_id = p_tenant and id = p_contact and exists (select 1 from said) returning version),
  past as (
    insert into contact_timeline_events (tenant_id, contact_id, event_type, title, details, actor, occurred_at)
    select p_tenant, p_contact, 'consent.withdrawn', 'Consent withdrawn', jsonb_build_object('channel', p_channel, 'purpose', purpose, 'source', 'manual'), p_actor, p_at from said)
  insert into outbox (tenant_id, type, entity_type, entity_id, version, payload, occurred_at)
  select p_tenant, 'contact.consent_changed', 'contact', p_contact, t.version + 1 - row_number() over (order by s.purpose desc), jsonb_build_object('channel', p_channel, 'purpose', s.purpose, 'granted', false), p_at
  from said s, turned t
$$;

-- A consent that was given after an unsubscription takes the address or number off the list again, on its channel alone; bounces and
-- complaints stay. Others who have the number, or had it when they were deleted, said nothing: what it said goes into their ledgers. No contact: all who have it.
create or replace function lift_unsubscription(p_tenant text, p_channel text, p_address text, p_contact uuid, p_actor text, p_granted_at timestamptz) returns void
language sql volatile set search_path = public, pg_temp as $$
  select keep_unsubscribed(p_tenant, c.id, p_channel, p_actor, p_granted_at) from contacts c
  where p_channel in ('sms', 'whatsapp') and c.tenant_id = p_tenant and c.phone_e164 = p_address and c.id <> p_contact;
  with lifted as (
    update email_suppressions set deleted_at = greatest(p_granted_at, created_at)
    where tenant_id = p_tenant and address = p_address and channel in ('all', p_channel) and (email_normalized is not null) = (p_channel = 'email')
      and reason = 'unsubscribe' and deleted_at is null and created_at <= p_granted_at
    returning phone_e164, channel, detail, message_id, created_by, expires_at, created_at)
  insert into email_suppressions as s (tenant_id, phone_e164, channel, reason, detail, message_id, created_by, expires_at, created_at)
  select p_tenant, phone_e164, case p_channel when 'sms' then 'whatsapp' else 'sms' end, 'unsubscribe', detail, message_id, created_by, expires_at, created_at
  from lifted where phone_e164 is not null and channel = 'all'
  on conflict (tenant_id, address, channel, reason) where deleted_at is null do update set expires_at = excluded.expires_at
    where s.expires_at < coalesce(excluded.expires_at, 'infinity')
$$;

-- How far a message came, by what came back for it: each of these shows that it was handed over. Null where none did.
-- Of one whose hand-over had no answer everything does (p_any); a server that looks into a message and then refuses it opens and clicks as well.
create or replace function proven_state(m pipeline_messages, p_any boolean) returns text language sql immutable parallel safe as $$
  select case when m.complained_at is not null then 'complained' when m.bounced_at is not null then 'bounced' when m.delivered_at is not null then 'delivered'
    when m.replied_at is not null then 'sent'
    when p_any and coalesce(m.opened_at, m.machine_opened_at, m.clicked_at, m.machine_clicked_at, m.unsubscribed_at) is not null then 'sent' end
$$;

-- Recounts one campaign from the sending truth into campaign_stats. The row is locked first: what changes during the
-- count marks it stale again afterwards.
create or replace function update_campaign_email_stats(p_tenant text, p_campaign uuid) returns void
language plpgsql volatile set search_path = public, pg_temp as $$
declare
  v_began timestamptz := clock_timestamp();
begin
  insert into campaign_stats as s (tenant_id, campaign_id) values (p_tenant, p_campaign) on conflict (tenant_id, campaign_id) do update set stale_at = null;
  update campaign_stats s set planned_count = c.planned, in_progress_count = c.in_progress, sent_count = c.sent, deferred_count = c.deferred, skipped_count = c.skipped,
    failed_count = c.failed, discarded_count = c.discarded, uncertain_count = c.uncertain, delivered_count = c.delivered, opened_count = c.opened, machine_opened_count = c.machine_opened,
    clicked_count = c.clicked, machine_clicked_count = c.machine_clicked, replied_count = c.replied, unsubscribed_count = c.unsubscribed, bounced_count = c.bounced,
    complained_count = c.complained, skipped_by = c.skipped_by, failed_by = c.failed_by, deferred_by = c.deferred_by, updated_at = now()
  from (
    select coalesce(sum(n), 0) as planned, coalesce(sum(n) filter (where status in ('planned', 'queued')), 0) as in_progress,
      coalesce(sum(n) filter (where status in ('sent', 'delivered', 'bounced', 'complained')), 0) as sent, coalesce(sum(n) filter (where status = 'deferred'), 0) as deferred,
      coalesce(sum(n) filter (where status = 'skipped'), 0) as skipped, coalesce(sum(n) filter (where status = 'failed'), 0) as failed,
      coalesce(sum(g.discarded) filter (where status = 'failed'), 0) as discarded,
      coalesce(sum(n) filter (where status = 'uncertain'), 0) as uncertain, coalesce(sum(g.delivered), 0) as delivered, coalesce(sum(g.opened), 0) as opened,
      coalesce(sum(g.machine_opened), 0) as machine_opened, coalesce(sum(g.clicked), 0) as clicked, coalesce(sum(g.machine_clicked), 0) as machine_clicked,
      coalesce(sum(g.replied), 0) as replied, coalesce(sum(g.unsubscribed), 0) as unsubscribed, coalesce(sum(g.bounced), 0) as bounced,
      coalesce(sum(g.complained), 0) as complained, coalesce(jsonb_object_agg(g.reason, g.n) filter (where g.reason is not null and g.status = 'skipped'), '{}') as skipped_by,
      coalesce(jsonb_object_agg(g.reason, g.n) filter (where g.reason is not null and g.status = 'failed'), '{}') as failed_by,
      coalesce(jsonb_object_agg(g.reason, g.n) filter (where g.reason is not null and g.status = 'deferred'), '{}') as deferred_by
    from (
      select m.status, case m.status when 'skipped' then m.verdict_reason when 'failed' then m.error_code when 'deferred' then coalesce(m.error_code, m.verdict_reason) end as reason, count(*) as n, count(delivered_at) as delivered, count(opened_at) as opened,
        count(machine_opened_at) as machine_opened, count(clicked_at) as clicked, count(machine_clicked_at) as machine_clicked, count(replied_at) as replied,
        count(unsubscribed_at) as unsubscribed, count(bounced_at) as bounced, count(complained_at) as complained, count(discarded_at) as discarded
      from pipeline_messages m where m.tenant_id = p_tenant and m.source_type = 'campaign' and m.source_id = p_campaign group by 1, 2) g) c
  where s.tenant_id = p_tenant and s.campaign_id = p_campaign;
  update campaign_stats set recount_ms = 1000 * extract(epoch from clock_timestamp() - v_began)
  where tenant_id = p_tenant and campaign_id = p_campaign;
end $$;

-- Whose verified domain for links a host is; null: nobody's.
create or replace function tracking_domain_owner(p_domain text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select d.tenant_id::text from tracking_domains d where d.domain = p_domain and d.verified_at is not null
$$;

-- The tenants whose slug's SHA-256 begins with these three bytes: one, as a rule, or none. For links that have no room for a slug.
create or replace function tenants_by_tag(p_tag bytea) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select t.id::text from tenants t where substr(sha256(decode(t.id::text, 'escape')), 1, 3) = p_tag and t.deleted_at is null limit 20
$$;

-- The mailbox provider behind a domain, by the domains that it is known by. A firm's own domain is 'other', whoever hosts it.
-- Names no table and has no setting of its own, so that it is put into the query that asks for it: a tenth of the cost of a call.
create or replace function mail_provider(p_domain text) returns text
language sql immutable parallel safe as $$
  select case
    when p_domain in ('gmail.com', 'googlemail.com') then 'gmail'
    when p_domain in ('icloud.com', 'me.com', 'mac.com') then 'apple'
    when p_domain in ('proton.me', 'pm.me') then 'proton'
    when p_domain in ('web.de', 'mail.com') then 'gmx'
    when split_part(p_domain, '.', 1) not in ('outlook', 'hotmail', 'live', 'msn', 'windowslive', 'yahoo', 'ymail', 'rocketmail', 'aol', 'aim', 'gmx', 'protonmail') then 'other'
    -- Their names in other countries; live.example.org is somebody else's.
    when p_domain !~ '^[a-z]+[.](com|net|[a-z]{2}|com?[.][a-z]{2})$' then 'other'
    else case split_part(p_domain, '.', 1)
      when 'gmx' then 'gmx' when 'protonmail' then 'proton' when 'yahoo' then 'yahoo' when 'ymail' then 'yahoo' when 'rocketmail' then 'yahoo'
      when 'aol' then 'yahoo' when 'aim' then 'yahoo' else 'outlook' end
    end
$$;

-- Counts the parts of one campaign's report from the sending truth into campaign_stats. No row is held while it counts: what
-- is told to have changed meanwhile has another mark, and is counted again.
create or replace function update_campaign_breakdown(p_tenant text, p_campaign uuid) returns void
language plpgsql volatile set search_path = public, pg_temp as $$
declare
  v_began timestamptz := clock_timestamp();
  v_stale timestamptz;
  v_zone text;
  v_edits timestamptz[];
  v_parts jsonb;
begin
  insert into campaign_stats (tenant_id, campaign_id) values (p_tenant, p_campaign) on conflict (tenant_id, campaign_id) do nothing;
  select s.breakdown_stale_at into v_stale from campaign_stats s where s.tenant_id = p_tenant and s.campaign_id = p_campaign;
  select coalesce((select t.time_zone from tenants t where t.id = p_tenant), 'UTC') into v_zone;
  -- What was sent between two edits of its words is counted apart (lib/campaigns/wording.ts).
  select coalesce(array_agg((a.details #>> '{replaced,until}')::timestamptz order by (a.details #>> '{replaced,until}')::timestamptz), '{}') into v_edits
  from audit_logs a where a.tenant_id = p_tenant and a.entity_type = 'campaign' and a.entity_id = p_campaign::text and a.action = 'campaigns.edit' and a.details ? 'replaced';
  -- Quarters of an hour are cheap to find and fit every time zone; only they are put into hours of the tenant's.
  with mine as not materialized (
    select m.* from pipeline_messages m where m.tenant_id = p_tenant and m.source_type = 'campaign' and m.source_id = p_campaign),
  sent as materialized (
    select date_bin('15 minutes', sent_at, '2000-01-01Z') as quarter, variant, template_version_id as version, width_bucket(sent_at, v_edits) as part,
      count(*) as n, min(sent_at) as first_at, max(sent_at) as last_at from mine where sent_at is not null group by 1, 2, 3, 4),
  wordings as (
    select jsonb_build_object('variant', variant, 'version', version, 'part', part, 'sent', sum(n), 'firstAt', min(first_at), 'lastAt', max(last_at)) as part
    from sent where version is not null group by variant, version, sent.part),
  quarters as (
    select quarter, 'sent' as kind, sum(n) as n from sent group by 1
    union all select date_bin('15 minutes', opened_at, '2000-01-01Z') as quarter, 'opened' as kind, count(*) as n from mine where opened_at is not null group by 1
    union all select date_bin('15 minutes', machine_opened_at, '2000-01-01Z') as quarter, 'machineOpened' as kind, count(*) as n from mine where machine_opened_at is not null group by 1
    union all select date_bin('15 minutes', clicked_at, '2000-01-01Z') as quarter, 'clicked' as kind, count(*) as n from mine where clicked_at is not null group by 1
    union all select date_bin('15 minutes', machine_clicked_at, '2000-01-01Z') as quarter, 'machineClicked' as kind, count(*) as n from mine where machine_clicked_at is not null group by 1
    union all select date_bin('15 minutes', replied_at, '2000-01-01Z') as quarter, 'replied' as kind, count(*) as n from mine where replied_at is not null group by 1
    union all select date_bin('15 minutes', unsubscribed_at, '2000-01-01Z') as quarter, 'unsubscribed' as kind, count(*) as n from mine where unsubscribed_at is not null group by 1
    union all select date_bin('15 minutes', bounced_at, '2000-01-01Z') as quarter, 'bounced' as kind, count(*) as n from mine where bounced_at is not null group by 1
    union all select date_bin('15 minutes', converted_at, '2000-01-01Z') as quarter, 'converted' as kind, count(*) as n from mine where converted_at is not null and status <> 'skipped' group by 1),
  hours as materialized (select date_trunc('hour', quarter, v_zone) as hour, kind, sum(n) as n from quarters group by 1, 2),
  unit as (select case when max(hour) - min(hour) > interval '7 days' then 'day' else 'hour' end as name from hours),
  times as (
    select jsonb_build_object('at', b.at) || jsonb_object_agg(b.kind, b.n) as part, b.at
    from (select date_trunc(u.name, h.hour, v_zone) as at, h.kind, sum(h.n) as n from hours h cross join unit u group by 1, 2) b group by b.at),
  domains as (
    select case when m.recipient_address like '%@%' then split_part(m.recipient_address, '@', -1) else '' end as domain, count(*) as planned,
      count(*) filter (where m.status in ('queued', 'deferred')) as waits,
      count(*) filter (where m.status in ('sent', 'delivered', 'bounced', 'complained')) as sent, count(*) filter (where m.status = 'deferred') as deferred,
      count(*) filter (where m.status = 'failed') as failed, count(*) filter (where m.status = 'skipped') as skipped, count(*) filter (where m.status = 'uncertain') as uncertain,
      count(m.converted_at) filter (where m.status <> 'skipped') as converted, count(m.opened_at) as opened, count(m.machine_opened_at) as machine_opened, count(m.clicked_at) as clicked,
      count(m.machine_clicked_at) as machine_clicked, count(m.bounced_at) as bounced, count(m.complained_at) as complained
    from mine m where m.recipient_address is not null group by 1),
  providers as (
    select jsonb_build_object('provider', mail_provider(d.domain), 'planned', sum(d.planned), 'sent', sum(d.sent), 'deferred', sum(d.deferred), 'failed', sum(d.failed),
      'skipped', sum(d.skipped), 'uncertain', sum(d.uncertain), 'converted', sum(d.converted), 'opened', sum(d.opened), 'machineOpened', sum(d.machine_opened), 'clicked', sum(d.clicked), 'machineClicked', sum(d.machine_clicked),
      'bounced', sum(d.bounced), 'complained', sum(d.complained)) as part, sum(d.planned) as planned
    from domains d group by mail_provider(d.domain)),
  -- The many small ones stand as one domain of their provider: capacities count them together, unless a rule names one.
  waiting as (
    select case when w.place <= 300 then w.domain else case mail_provider(w.domain) when 'apple' then 'icloud.com' when 'proton' then 'proton.me' when 'other' then 'other.invalid'
      else mail_provider(w.domain) || '.com' end end as domain, sum(w.waits) as n
    from (select d.domain, d.waits, row_number() over (order by d.waits desc, d.domain) as place from domains d where d.waits > 0) w group by 1),
  variants as (
    select jsonb_build_object('variant', m.variant, 'name', coalesce(max(v.name), chr(65 + m.variant)), 'planned', count(*),
      'sent', count(*) filter (where m.status in ('sent', 'delivered', 'bounced', 'complained')), 'opened', count(m.opened_at), 'machineOpened', count(m.machine_opened_at),
      'reached', count(*) filter (where m.status in ('sent', 'delivered', 'complained')), 'converted', count(m.converted_at),
      'clicked', count(m.clicked_at), 'machineClicked', count(m.machine_clicked_at), 'replied', count(m.replied_at), 'unsubscribed', count(m.unsubscribed_at), 'bounced', count(m.bounced_at)) as part, m.variant
    from mine m left join campaign_variants v on v.tenant_id = p_tenant and v.campaign_id = p_campaign and v.position = m.variant
    where m.variant is not null group by m.variant),
  came as materialized (
    select m.id, m.template_version_id as version, l.event, l.machine, l.metadata
    from mine m join pipeline_delivery_logs l on l.tenant_id = m.tenant_id and l.message_id = m.id where l.event = 'clicked' or (l.event = 'converted' and m.status <> 'skipped')),
  -- Who was kept apart got nothing: what they did counts for the control group alone (decision 040).
  people as (
    select count(*) filter (where m.status in ('sent', 'delivered', 'bounced', 'complained')) as sent, count(m.converted_at) filter (where m.status in ('sent', 'delivered', 'bounced', 'complained')) as did,
      count(m.converted_at) filter (where m.status <> 'skipped') as converted, count(*) filter (where m.status = 'skipped' and m.verdict_rule = 'holdout' and m.finished_at >= f.since) as held,
      count(m.converted_at) filter (where m.status = 'skipped' and m.verdict_rule = 'holdout' and m.finished_at >= f.since) as held_did
    -- What the control group did before that was refused: it says nothing of them.
    from mine m cross join (select coalesce(min(applied_at), '-infinity') as since from schema_version where version = '0.29.0') f),
  -- Of those sent. Each is looked up by its key: joined by stale statistics, a sandbox of 55 took a minute of 500,000. Where little was ever
  -- caught (a test or two), that is looked up instead of all that were sent.
  caught as (
    select case when (select count(*) from (select 1 from sandbox_messages s where s.tenant_id = p_tenant limit 1001) f) <= 1000 then (
      select count(*) from (select s.message_id as id from sandbox_messages s where s.tenant_id = p_tenant offset 0) s cross join lateral (
        select m.source_type, m.source_id, m.status from pipeline_messages m where m.tenant_id = p_tenant and m.id = s.id offset 0) m
      where m.source_type = 'campaign' and m.source_id = p_campaign and m.status in ('sent', 'delivered', 'bounced', 'complained')) else (
      select count(*) from mine m cross join lateral (
        select 1 from sandbox_messages s where s.tenant_id = m.tenant_id and s.message_id = m.id offset 0) s
      where m.status in ('sent', 'delivered', 'bounced', 'complained')) end as n),
  clicks as (
    select c.version, (c.metadata->>'link')::int as position, count(distinct c.id) filter (where c.machine is null) as people, count(*) filter (where c.machine is null) as clicks,
      count(distinct c.id) filter (where c.machine is not null) as machines
    from came c where c.event = 'clicked' and c.metadata->>'link' ~ '^[0-9]{1,5}$' group by 1, 2),
  versions as (
    select c.template_version_id as id from campaigns c where c.tenant_id = p_tenant and c.id = p_campaign and c.template_version_id is not null
    union select v.template_version_id from campaign_variants v where v.tenant_id = p_tenant and v.campaign_id = p_campaign and v.template_version_id is not null
    union select version from clicks where version is not null),
  links as (
    select jsonb_build_object('version', l.template_version_id, 'position', l.position, 'url', l.url, 'people', coalesce(c.people, 0), 'clicks', coalesce(c.clicks, 0),
      'machines', coalesce(c.machines, 0)) as part, l.template_version_id as version, l.position
    from versions v join email_links l on l.tenant_id = p_tenant and l.template_version_id = v.id left join clicks c on c.version = v.id and c.position = l.position),
  revenue as (
    select jsonb_build_object('currency', c.metadata->>'currency', 'value', sum((c.metadata->>'value_minor')::numeric), 'people', count(distinct c.id)) as part
    from came c where c.event = 'converted' and c.metadata->>'value_minor' ~ '^-?[0-9]{1,15}(\.[0-9]{1,6})?$' and c.metadata->>'currency' is not null group by c.metadata->>'currency')
  select jsonb_build_object('unit', coalesce((select name from unit), 'hour'),
    'times', coalesce((select jsonb_agg(part order by at) from times), '[]'), 'providers', coalesce((select jsonb_agg(part order by planned desc) from providers), '[]'),
    'variants', coalesce((select jsonb_agg(part order by variant) from variants), '[]'), 'waiting', (select count(*) from mine where rare_status = 'planned'),
    'wordings', coalesce((select jsonb_agg(part) from wordings), '[]'),
    'left', coalesce((select jsonb_agg(jsonb_build_object('domain', w.domain, 'n', w.n)) from waiting w), '[]'),
    'links', coalesce((select jsonb_agg(part order by version, position) from links), '[]'), 'revenue', coalesce((select jsonb_agg(part) from revenue), '[]'),
    'people', (select jsonb_build_object('sent', p.sent, 'did', p.did, 'converted', p.converted, 'held', p.held, 'heldDid', p.held_did) from people p),
    'caught', (select jsonb_build_object('count', c.n, 'of', p.sent) from caught c cross join people p)) into v_parts;
  update campaign_stats s set breakdown = v_parts, breakdown_at = now(), breakdown_ms = 1000 * extract(epoch from clock_timestamp() - v_began),
    breakdown_stale_at = case when s.breakdown_stale_at is distinct from v_stale then s.breakdown_stale_at end
  where s.tenant_id = p_tenant and s.campaign_id = p_campaign;
end $$;

-- A table that grows from nothing by a million rows in a minute outruns autovacuum, and the planner then takes any index that
-- begins with the tenant for as good as any other. Jobs refresh the statistics of what they fill (lib/platform/db/statistics.ts).
create or replace function refresh_contact_statistics() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  set local lock_timeout = '2s';
  analyze contacts, channel_identifiers, contact_consents, contact_tag_mapping;
exception when lock_not_available then
  null; -- somebody else is analysing them at this moment
end $$;

create or replace function refresh_message_statistics() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  set local lock_timeout = '2s';
  analyze pipeline_messages, pipeline_queue;
exception when lock_not_available then
  null;
end $$;

-- Whoever may come in, or may do what, has changed: every process forgets what it remembered (lib/platform/access).
create or replace function tell_access_changed() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform pg_notify('access_changed', gen_random_uuid()::text);
  return null;
end $$;

create or replace trigger tell_access_changed after delete or update of revoked_at, expires_at, user_id on user_sessions
  for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after delete or update of revoked_at, expires_at, scopes, key_hash on api_keys
  for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after delete or update of is_active, deleted_at, email, name on users
  for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after insert or delete or update on tenant_users for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after insert or delete or update on operators for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after insert or delete or update on role_permissions for each statement execute function tell_access_changed();
create or replace trigger tell_access_changed after insert or delete or update of name, time_zone, deleted_at on tenants
  for each statement execute function tell_access_changed();

-- Whose provider a webhook names: the request carries no tenant. What proves it is sealed for the row it comes from.
create or replace function find_hook_provider(p_id uuid) returns table (tenant_id text, kind text, settings jsonb, secret text)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.tenant_id::text, p.kind::text, p.settings, p.secret from sending_providers p join tenants t on t.id = p.tenant_id
  where p.id = p_id and p.deleted_at is null and t.deleted_at is null
$$;

-- What a message refers to: its person, its lane, what it says. Asked once a statement and by look-ups (offset 0): a foreign key asks
-- for each row, locks and writes each person's row, and cost as much as all the rest of planning (decision 026).
create or replace function check_message_references() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  missing text;
begin
  select format('contact %s', f.contact_id) into missing from fresh f
    where not exists (select 1 from contacts c where c.tenant_id = f.tenant_id and c.id = f.contact_id offset 0) limit 1;
  if missing is null then
    select format('lane %s', f.lane_id) into missing from (select distinct tenant_id, lane_id from fresh) f
      where not exists (select 1 from pipeline_lanes l where l.tenant_id = f.tenant_id and l.id = f.lane_id offset 0) limit 1;
  end if;
  if missing is null then
    select format('template version %s', f.template_version_id) into missing from (select distinct tenant_id, template_version_id from fresh where template_version_id is not null) f
      where not exists (select 1 from template_versions v where v.tenant_id = f.tenant_id and v.id = f.template_version_id offset 0) limit 1;
  end if;
  if missing is not null then
    raise foreign_key_violation using message = format('a message refers to a %s that its organisation has not', missing), table = 'pipeline_messages';
  end if;
  return null;
end $$;

create or replace trigger check_references after insert on pipeline_messages referencing new table as fresh
  for each statement execute function check_message_references();

create or replace function check_changed_references() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from contacts c where c.tenant_id = new.tenant_id and c.id = new.contact_id)
    or not exists (select 1 from pipeline_lanes l where l.tenant_id = new.tenant_id and l.id = new.lane_id)
    or new.template_version_id is not null and not exists (select 1 from template_versions v where v.tenant_id = new.tenant_id and v.id = new.template_version_id)
  then raise foreign_key_violation using message = 'a message was made to refer to what its organisation has not', table = 'pipeline_messages'; end if;
  return null;
end $$;

create or replace trigger check_changed_references after update of tenant_id, contact_id, lane_id, template_version_id on pipeline_messages
  for each row when ((old.tenant_id, old.contact_id, old.lane_id, old.template_version_id) is distinct from (new.tenant_id, new.contact_id, new.lane_id, new.template_version_id))
  execute function check_changed_references();

-- Who is deleted takes their messages along; what messages still refer to cannot be deleted.
create or replace function take_messages_along() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  delete from pipeline_messages m using gone g where m.tenant_id = g.tenant_id and m.contact_id = g.id;
  return null;
end $$;

create or replace function keep_what_messages_need() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (select 1 from gone g join pipeline_messages m on m.tenant_id = g.tenant_id and case tg_argv[0] when 'lane' then m.lane_id else m.template_version_id end = g.id)
  then raise foreign_key_violation using message = format('messages still refer to this %s', tg_argv[0]), table = tg_table_name; end if;
  return null;
end $$;

create or replace trigger take_messages_along after delete on contacts referencing old table as gone
  for each statement execute function take_messages_along();
create or replace trigger keep_what_messages_need after delete on pipeline_lanes referencing old table as gone
  for each statement execute function keep_what_messages_need('lane');
create or replace trigger keep_what_messages_need after delete on template_versions referencing old table as gone
  for each statement execute function keep_what_messages_need('template version');
