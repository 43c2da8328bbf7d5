-- version: 0.3.0
-- What holds now, of the ledger of consent.
create view contact_consent_state with (security_invoker = true) as
select distinct on (tenant_id, contact_id, channel, purpose)
  tenant_id, contact_id, channel, purpose, granted, source, source_detail, occurred_at
from contact_consents
order by tenant_id, contact_id, channel, purpose, occurred_at desc, id desc;
--> statement-breakpoint
create view campaign_recipients with (security_invoker = true) as
select tenant_id, id, source_id as campaign_id, contact_id, recipient_address, status, verdict_rule, verdict_reason,
  sent_at, delivered_at, opened_at, clicked_at, replied_at, unsubscribed_at, bounced_at, error_message, id as message_id
from pipeline_messages where source_type = 'campaign';
--> statement-breakpoint
create view pipeline_dead_letter with (security_invoker = true) as
select tenant_id, id, id as original_message_id, channel, contact_id, recipient_address, source_type, source_id,
  error_code, error_message, attempts, finished_at as failed_at
from pipeline_messages where status = 'failed';
--> statement-breakpoint
-- Everything that happened with a contact: its own events, and what happened to each of its messages.
create view contact_timeline with (security_invoker = true) as
select tenant_id, contact_id, id, event_type, title, details, source_type, source_id, actor, occurred_at
from contact_timeline_events
union all
select tenant_id, id, id, 'contact.created', case when source = 'import' then 'Imported' else 'Contact created' end, '{}', case when source = 'import' then 'import' end, source_id, created_by, created_at
from contacts
union all
select m.tenant_id, m.contact_id, l.id, 'message.' || l.event, l.event, l.metadata || jsonb_build_object('machine', l.machine, 'messageId', m.id, 'outcome', m.status),
  m.source_type, m.source_id, null, l.occurred_at
from pipeline_delivery_logs l join pipeline_messages m on m.tenant_id = l.tenant_id and m.id = l.message_id
union all
select tenant_id, contact_id, id, case when status in ('delivered', 'bounced', 'complained') then 'message.sent' else 'message.' || status end, status,
  jsonb_build_object('messageId', id, 'rule', verdict_rule, 'reason', verdict_reason, 'error', error_message, 'dueAt', due_at),
  source_type, source_id, null, coalesce(sent_at, finished_at, created_at)
from pipeline_messages;
