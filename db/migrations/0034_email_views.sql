-- version: 0.30.0
-- What became of each e-mail: its message, with the time at which a waiting one is tried next.
create view email_deliveries with (security_invoker = true) as
select tenant_id, id, id as message_id, case when source_type = 'campaign' then source_id end as campaign_id, source_type, source_id, contact_id,
  recipient_address as email_address, status, attempts, case when status in ('queued', 'deferred') then due_at end as next_retry_at, provider, external_id,
  error_code, error_message, created_at, sent_at, delivered_at, opened_at, clicked_at, replied_at, unsubscribed_at, bounced_at, complained_at
from pipeline_messages where channel = 'email';
--> statement-breakpoint
-- Each bounce that was told of an e-mail; of one that was refused at once as gone (decision 035) its message is all that tells.
create view email_bounces with (security_invoker = true) as
select l.tenant_id, l.id, m.id as message_id, case when m.source_type = 'campaign' then m.source_id end as campaign_id, m.contact_id,
  m.recipient_address as email_address, l.metadata->>'class' as bounce_type, l.metadata->>'status' as status_code, l.metadata->>'detail' as diagnostic,
  l.occurred_at as bounced_at
from pipeline_delivery_logs l join pipeline_messages m on m.tenant_id = l.tenant_id and m.id = l.message_id
where l.event = 'bounced' and m.channel = 'email'
union all
select m.tenant_id, m.id, m.id, case when m.source_type = 'campaign' then m.source_id end, m.contact_id,
  m.recipient_address, 'hard', m.error_code, m.error_message, m.bounced_at
from pipeline_messages m
where m.channel = 'email' and m.bounced_at is not null
  and not exists (select 1 from pipeline_delivery_logs l where l.tenant_id = m.tenant_id and l.message_id = m.id and l.event = 'bounced');
--> statement-breakpoint
-- The last count of each campaign that goes out by e-mail, and its rates as the report has them: of all that were sent, bounces of
-- those that failed as well (decision 035). Null where there is nothing to divide by.
create view campaign_email_stats with (security_invoker = true) as
select s.tenant_id, s.campaign_id, s.planned_count, s.in_progress_count, s.sent_count, s.deferred_count, s.skipped_count, s.failed_count,
  s.discarded_count, s.uncertain_count, s.delivered_count, s.opened_count, s.machine_opened_count, s.clicked_count, s.machine_clicked_count, s.replied_count,
  s.unsubscribed_count, s.bounced_count, s.complained_count, s.opened_count::float8 / nullif(s.sent_count, 0) as open_rate,
  s.clicked_count::float8 / nullif(s.sent_count, 0) as click_rate, s.bounced_count::float8 / nullif(s.sent_count + s.failed_count, 0) as bounce_rate,
  s.updated_at as counted_at, s.stale_at
from campaign_stats s join campaigns c on c.tenant_id = s.tenant_id and c.id = s.campaign_id
where c.channel = 'email';
