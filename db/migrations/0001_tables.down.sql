drop table "worker_timers" cascade;
--> statement-breakpoint
drop table "worker_heartbeats" cascade;
--> statement-breakpoint
drop table "relay_state" cascade;
--> statement-breakpoint
drop table "outbox" cascade;
--> statement-breakpoint
drop table "jobs" cascade;
--> statement-breakpoint
drop table "job_queues" cascade;
--> statement-breakpoint
drop table "job_logs" cascade;
--> statement-breakpoint
drop table "idempotency_keys" cascade;
--> statement-breakpoint
drop table "dead_letters" cascade;
--> statement-breakpoint
drop table "consumer_retries" cascade;
--> statement-breakpoint
drop table "consumer_offsets" cascade;
--> statement-breakpoint
drop table "audit_logs" cascade;
--> statement-breakpoint
drop table "sandbox_messages" cascade;
--> statement-breakpoint
drop table "pipeline_messages" cascade;
--> statement-breakpoint
drop table "pipeline_lanes" cascade;
--> statement-breakpoint
drop table "pipeline_delivery_logs" cascade;
--> statement-breakpoint
drop table "inbox_threads" cascade;
--> statement-breakpoint
drop table "inbox_raw" cascade;
--> statement-breakpoint
drop table "inbox_messages" cascade;
--> statement-breakpoint
drop table "email_suppressions" cascade;
--> statement-breakpoint
drop table "templates" cascade;
--> statement-breakpoint
drop table "template_versions" cascade;
--> statement-breakpoint
drop table "template_categories" cascade;
--> statement-breakpoint
drop table "senders" cascade;
--> statement-breakpoint
drop table "segments" cascade;
--> statement-breakpoint
drop table "segment_rules" cascade;
--> statement-breakpoint
drop table "segment_members" cascade;
--> statement-breakpoint
drop table "segment_history" cascade;
--> statement-breakpoint
drop table "email_links" cascade;
--> statement-breakpoint
drop table "campaigns" cascade;
--> statement-breakpoint
drop table "campaign_stats" cascade;
--> statement-breakpoint
drop table "campaign_segments" cascade;
--> statement-breakpoint
drop table "users" cascade;
--> statement-breakpoint
drop table "user_site_mapping" cascade;
--> statement-breakpoint
drop table "user_sessions" cascade;
--> statement-breakpoint
drop table "tenants" cascade;
--> statement-breakpoint
drop table "tenant_users" cascade;
--> statement-breakpoint
drop table "sites" cascade;
--> statement-breakpoint
drop table "role_permissions" cascade;
--> statement-breakpoint
drop table "rate_limits" cascade;
--> statement-breakpoint
drop table "password_reset_tokens" cascade;
--> statement-breakpoint
drop table "operators" cascade;
--> statement-breakpoint
drop table "api_keys" cascade;
--> statement-breakpoint
drop table "contacts" cascade;
--> statement-breakpoint
drop table "contact_timeline_events" cascade;
--> statement-breakpoint
drop table "contact_tags" cascade;
--> statement-breakpoint
drop table "contact_tag_mapping" cascade;
--> statement-breakpoint
drop table "contact_imports" cascade;
--> statement-breakpoint
drop table "contact_import_errors" cascade;
--> statement-breakpoint
drop table "contact_import_chunks" cascade;
--> statement-breakpoint
drop table "contact_consents" cascade;
--> statement-breakpoint
drop table "contact_attributes" cascade;
--> statement-breakpoint
drop table "channel_identifiers" cascade;
--> statement-breakpoint
drop table "attribute_definitions" cascade;
