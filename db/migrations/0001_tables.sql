-- version: 0.2.0
CREATE TABLE "attribute_definitions" (
	"tenant_id" varchar(100) NOT NULL,
	"key" varchar(60) NOT NULL,
	"label" varchar(100) NOT NULL,
	"data_type" varchar(20) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attribute_definitions_tenant_id_key_pk" PRIMARY KEY("tenant_id","key"),
	CONSTRAINT "attribute_definitions_type" CHECK (data_type in ('text', 'number', 'boolean', 'date'))
);
--> statement-breakpoint
CREATE TABLE "channel_identifiers" (
	"tenant_id" varchar(100) NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" varchar(20) NOT NULL,
	"identifier" varchar(320) NOT NULL,
	"is_primary" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_identifiers_tenant_id_contact_id_channel_identifier_pk" PRIMARY KEY("tenant_id","contact_id","channel","identifier"),
	CONSTRAINT "channel_identifiers_channel" CHECK (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook'))
);
--> statement-breakpoint
CREATE TABLE "contact_attributes" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"key" varchar(60) NOT NULL,
	"value" jsonb,
	"data_type" varchar(20) NOT NULL,
	"source" varchar(100),
	"replaced_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_attributes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "contact_consents" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" varchar(20) NOT NULL,
	"purpose" varchar(40) NOT NULL,
	"granted" boolean NOT NULL,
	"source" varchar(40) NOT NULL,
	"source_detail" varchar(300),
	"evidence" jsonb,
	"actor" varchar(100),
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_consents_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "contact_consents_channel" CHECK (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook')),
	CONSTRAINT "contact_consents_purpose" CHECK (purpose in ('marketing', 'service')),
	CONSTRAINT "contact_consents_source" CHECK (source in ('import', 'form', 'api', 'manual', 'preference_page', 'one_click', 'inbound'))
);
--> statement-breakpoint
CREATE TABLE "contact_import_chunks" (
	"tenant_id" varchar(100) NOT NULL,
	"import_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "contact_import_chunks_tenant_id_import_id_n_pk" PRIMARY KEY("tenant_id","import_id","n")
);
--> statement-breakpoint
CREATE TABLE "contact_import_errors" (
	"tenant_id" varchar(100) NOT NULL,
	"import_id" uuid NOT NULL,
	"line" integer NOT NULL,
	"n" integer NOT NULL,
	"severity" varchar(10) NOT NULL,
	"column_name" text,
	"value" text,
	"message" text NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "contact_import_errors_tenant_id_import_id_line_n_pk" PRIMARY KEY("tenant_id","import_id","line","n"),
	CONSTRAINT "contact_import_errors_severity" CHECK (severity in ('error', 'warning'))
);
--> statement-breakpoint
CREATE TABLE "contact_imports" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"file_name" varchar(255) NOT NULL,
	"file_bytes" bigint DEFAULT 0 NOT NULL,
	"status" varchar(20) DEFAULT 'uploaded' NOT NULL,
	"format" jsonb,
	"mapping" jsonb,
	"consent_source" varchar(300),
	"byte_offset" bigint DEFAULT 0 NOT NULL,
	"line_offset" bigint DEFAULT 0 NOT NULL,
	"total_rows" integer DEFAULT 0 NOT NULL,
	"created_rows" integer DEFAULT 0 NOT NULL,
	"updated_rows" integer DEFAULT 0 NOT NULL,
	"skipped_rows" integer DEFAULT 0 NOT NULL,
	"failed_rows" integer DEFAULT 0 NOT NULL,
	"warning_rows" integer DEFAULT 0 NOT NULL,
	"job_id" uuid,
	"error" text,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "contact_imports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "contact_tag_mapping" (
	"tenant_id" varchar(100) NOT NULL,
	"contact_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_tag_mapping_tenant_id_contact_id_tag_id_pk" PRIMARY KEY("tenant_id","contact_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "contact_tags" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" varchar(60) NOT NULL,
	"color" varchar(20),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_tags_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "contact_tags_name_key" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "contact_timeline_events" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"event_type" varchar(60) NOT NULL,
	"title" varchar(300) NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"source_type" varchar(40),
	"source_id" uuid,
	"actor" varchar(100),
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contact_timeline_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"external_id" varchar(200),
	"email" varchar(320),
	"email_normalized" varchar(320),
	"phone" varchar(50),
	"phone_e164" varchar(20),
	"first_name" varchar(100),
	"last_name" varchar(100),
	"display_name" varchar(320) NOT NULL,
	"status" varchar(20) DEFAULT 'active' NOT NULL,
	"language" varchar(35),
	"country" varchar(2),
	"time_zone" varchar(60),
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"source" varchar(100),
	"source_id" uuid,
	"created_by" varchar(100),
	"version" bigint DEFAULT 1 NOT NULL,
	"last_activity_at" timestamp (3) with time zone,
	"search_text" text GENERATED ALWAYS AS (fold_text(display_name || ' ' || coalesce(email_normalized, '') || ' ' || coalesce(phone_e164, '') || ' ' || coalesce(external_id, ''))) STORED,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "contacts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "contacts_status" CHECK (status in ('active', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "operators" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"granted_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "password_reset_tokens" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"purpose" text DEFAULT 'reset' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"window_start" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "role_permissions" (
	"tenant_id" varchar(100) NOT NULL,
	"role" text NOT NULL,
	"permission" text NOT NULL,
	CONSTRAINT "role_permissions_tenant_id_role_permission_pk" PRIMARY KEY("tenant_id","role","permission")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "sites_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenant_users" (
	"tenant_id" varchar(100) NOT NULL,
	"user_id" uuid NOT NULL,
	"roles" text[] NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_users_tenant_id_user_id_pk" PRIMARY KEY("tenant_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" varchar(100) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"language" text DEFAULT 'en' NOT NULL,
	"country" text DEFAULT 'GB' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "user_sessions" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"ip" text,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "user_site_mapping" (
	"tenant_id" varchar(100) NOT NULL,
	"user_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"role" text NOT NULL,
	"assigned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_site_mapping_tenant_id_user_id_site_id_pk" PRIMARY KEY("tenant_id","user_id","site_id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT uuidv7() NOT NULL,
	"username" text,
	"email" text NOT NULL,
	"email_normalized" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"is_active" boolean DEFAULT true NOT NULL,
	"last_login_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "campaign_segments" (
	"tenant_id" varchar(100) NOT NULL,
	"campaign_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"excluded" boolean DEFAULT false NOT NULL,
	CONSTRAINT "campaign_segments_tenant_id_campaign_id_segment_id_pk" PRIMARY KEY("tenant_id","campaign_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_stats" (
	"tenant_id" varchar(100) NOT NULL,
	"campaign_id" uuid NOT NULL,
	"planned_count" integer DEFAULT 0 NOT NULL,
	"in_progress_count" integer DEFAULT 0 NOT NULL,
	"sent_count" integer DEFAULT 0 NOT NULL,
	"deferred_count" integer DEFAULT 0 NOT NULL,
	"skipped_count" integer DEFAULT 0 NOT NULL,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"uncertain_count" integer DEFAULT 0 NOT NULL,
	"delivered_count" integer DEFAULT 0 NOT NULL,
	"opened_count" integer DEFAULT 0 NOT NULL,
	"machine_opened_count" integer DEFAULT 0 NOT NULL,
	"clicked_count" integer DEFAULT 0 NOT NULL,
	"machine_clicked_count" integer DEFAULT 0 NOT NULL,
	"replied_count" integer DEFAULT 0 NOT NULL,
	"unsubscribed_count" integer DEFAULT 0 NOT NULL,
	"bounced_count" integer DEFAULT 0 NOT NULL,
	"complained_count" integer DEFAULT 0 NOT NULL,
	"skipped_by" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"stale_at" timestamp (3) with time zone,
	"recount_ms" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "campaign_stats_tenant_id_campaign_id_pk" PRIMARY KEY("tenant_id","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" varchar(160) NOT NULL,
	"channel" varchar(20) NOT NULL,
	"purpose" varchar(40) DEFAULT 'marketing' NOT NULL,
	"status" varchar(20) DEFAULT 'draft' NOT NULL,
	"template_id" uuid NOT NULL,
	"template_version_id" uuid,
	"sender_id" uuid,
	"scheduled_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"planned_at" timestamp (3) with time zone,
	"paused_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"error" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "campaigns_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "campaigns_status" CHECK (status in ('draft', 'scheduled', 'sending', 'paused', 'completed', 'cancelled')),
	CONSTRAINT "campaigns_channel" CHECK (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook'))
);
--> statement-breakpoint
CREATE TABLE "email_links" (
	"tenant_id" varchar(100) NOT NULL,
	"template_version_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"url" text NOT NULL,
	CONSTRAINT "email_links_tenant_id_template_version_id_position_pk" PRIMARY KEY("tenant_id","template_version_id","position")
);
--> statement-breakpoint
CREATE TABLE "segment_history" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"segment_id" uuid NOT NULL,
	"evaluated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"member_count" integer NOT NULL,
	"added" integer NOT NULL,
	"removed" integer NOT NULL,
	"duration_ms" integer NOT NULL,
	"reason" varchar(40) NOT NULL,
	CONSTRAINT "segment_history_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"tenant_id" varchar(100) NOT NULL,
	"segment_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"added_reason" varchar(40) DEFAULT 'rule' NOT NULL,
	CONSTRAINT "segment_members_tenant_id_segment_id_contact_id_pk" PRIMARY KEY("tenant_id","segment_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "segment_rules" (
	"tenant_id" varchar(100) NOT NULL,
	"segment_id" uuid NOT NULL,
	"path" varchar(200) NOT NULL,
	"group_index" integer NOT NULL,
	"field" varchar(120) NOT NULL,
	"operator" varchar(30) NOT NULL,
	"value" jsonb,
	CONSTRAINT "segment_rules_tenant_id_segment_id_path_pk" PRIMARY KEY("tenant_id","segment_id","path")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" varchar(120) NOT NULL,
	"description" text,
	"type" varchar(20) DEFAULT 'dynamic' NOT NULL,
	"rules" jsonb NOT NULL,
	"member_count" integer DEFAULT 0 NOT NULL,
	"evaluated_at" timestamp (3) with time zone,
	"stale_at" timestamp (3) with time zone,
	"evaluation_ms" integer,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "segments_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "segments_type" CHECK (type in ('dynamic'))
);
--> statement-breakpoint
CREATE TABLE "senders" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"from_name" varchar(120) NOT NULL,
	"from_email" varchar(320) NOT NULL,
	"provider" varchar(20) DEFAULT 'default' NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "senders_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "senders_provider" CHECK (provider in ('default', 'smtp', 'sandbox'))
);
--> statement-breakpoint
CREATE TABLE "template_categories" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" varchar(120) NOT NULL,
	"parent_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "template_categories_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"template_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"body_html" text NOT NULL,
	"body" text NOT NULL,
	"variables" text[] NOT NULL,
	"changelog" text,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "template_versions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "template_versions_key" UNIQUE("tenant_id","template_id","version")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"name" varchar(120) NOT NULL,
	"channel" varchar(20) NOT NULL,
	"status" varchar(20) DEFAULT 'active' NOT NULL,
	"category_id" uuid,
	"current_version" integer DEFAULT 1 NOT NULL,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "templates_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "templates_channel" CHECK (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook')),
	CONSTRAINT "templates_status" CHECK (status in ('active', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "email_suppressions" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"email_normalized" varchar(320) NOT NULL,
	"reason" varchar(20) NOT NULL,
	"detail" text,
	"message_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "email_suppressions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "email_suppressions_reason" CHECK (reason in ('bounce', 'complaint', 'unsubscribe', 'manual'))
);
--> statement-breakpoint
CREATE TABLE "inbox_messages" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"thread_id" uuid NOT NULL,
	"direction" varchar(10) NOT NULL,
	"channel" varchar(20) NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"quoted" text,
	"attachments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"external_id" varchar(998) NOT NULL,
	"in_reply_to" varchar(998),
	"message_references" text[] DEFAULT '{}' NOT NULL,
	"pipeline_message_id" uuid,
	"from_address" varchar(320),
	"from_name" varchar(200),
	"sent_by" varchar(100),
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_messages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "inbox_messages_external_key" UNIQUE("tenant_id","external_id"),
	CONSTRAINT "inbox_messages_direction" CHECK (direction in ('inbound', 'outbound'))
);
--> statement-breakpoint
CREATE TABLE "inbox_raw" (
	"tenant_id" varchar(100) NOT NULL,
	"message_id" uuid NOT NULL,
	"raw" "bytea" NOT NULL,
	CONSTRAINT "inbox_raw_tenant_id_message_id_pk" PRIMARY KEY("tenant_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "inbox_threads" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"contact_id" uuid NOT NULL,
	"channel" varchar(20) NOT NULL,
	"status" varchar(20) DEFAULT 'open' NOT NULL,
	"priority" varchar(20) DEFAULT 'normal' NOT NULL,
	"subject" text NOT NULL,
	"origin_message_id" uuid,
	"campaign_id" uuid,
	"assigned_to" uuid,
	"unread" integer DEFAULT 0 NOT NULL,
	"last_direction" varchar(10) NOT NULL,
	"last_message_at" timestamp (3) with time zone NOT NULL,
	"sla_deadline_at" timestamp (3) with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "inbox_threads_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "inbox_threads_status" CHECK (status in ('open', 'closed')),
	CONSTRAINT "inbox_threads_priority" CHECK (priority in ('low', 'normal', 'high', 'urgent'))
);
--> statement-breakpoint
CREATE TABLE "pipeline_delivery_logs" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"message_id" uuid NOT NULL,
	"event" varchar(20) NOT NULL,
	"machine" varchar(60),
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pipeline_delivery_logs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "pipeline_delivery_logs_event" CHECK (event in ('delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'auto_replied'))
) PARTITION BY RANGE (id);
--> statement-breakpoint
CREATE TABLE "pipeline_lanes" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid NOT NULL,
	"kind" varchar(20) NOT NULL,
	"channel" varchar(20) NOT NULL,
	"state" varchar(20) DEFAULT 'active' NOT NULL,
	"priority" smallint DEFAULT 5 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pipeline_lanes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "pipeline_lanes_state" CHECK (state in ('active', 'paused', 'done')),
	CONSTRAINT "pipeline_lanes_kind" CHECK (kind in ('campaign', 'inbox', 'workflow', 'sequence', 'collection'))
);
--> statement-breakpoint
CREATE TABLE "pipeline_messages" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"lane_id" uuid NOT NULL,
	"source_type" varchar(20) NOT NULL,
	"source_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"channel" varchar(20) NOT NULL,
	"status" varchar(20) DEFAULT 'queued' NOT NULL,
	"recipient_address" varchar(320),
	"template_version_id" uuid,
	"verdict_rule" varchar(30),
	"verdict_reason" varchar(60),
	"verdict" jsonb,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease_by" varchar(60),
	"provider" varchar(30),
	"external_id" varchar(200),
	"error_code" varchar(40),
	"error_message" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone,
	"machine_opened_at" timestamp (3) with time zone,
	"clicked_at" timestamp (3) with time zone,
	"machine_clicked_at" timestamp (3) with time zone,
	"replied_at" timestamp (3) with time zone,
	"unsubscribed_at" timestamp (3) with time zone,
	"bounced_at" timestamp (3) with time zone,
	"complained_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "pipeline_messages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "pipeline_messages_once" UNIQUE("tenant_id","source_type","source_id","contact_id","step","epoch"),
	CONSTRAINT "pipeline_messages_status" CHECK (status in ('planned', 'queued', 'sending', 'deferred', 'skipped', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'uncertain')),
	CONSTRAINT "pipeline_messages_source_type" CHECK (source_type in ('campaign', 'inbox', 'workflow', 'sequence', 'collection')),
	CONSTRAINT "pipeline_messages_channel" CHECK (channel in ('email', 'sms', 'whatsapp', 'push', 'webhook'))
);
--> statement-breakpoint
CREATE TABLE "sandbox_messages" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"message_id" uuid NOT NULL,
	"sender" varchar(320) NOT NULL,
	"recipient" varchar(320) NOT NULL,
	"subject" text NOT NULL,
	"raw" "bytea" NOT NULL,
	"caught_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sandbox_messages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sandbox_messages_once" UNIQUE("tenant_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "audit_logs" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"class" varchar(20) DEFAULT 'business' NOT NULL,
	"action" varchar(80) NOT NULL,
	"actor_type" varchar(20) NOT NULL,
	"actor_id" varchar(100),
	"entity_type" varchar(40),
	"entity_id" varchar(100),
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" varchar(60),
	"ip" varchar(60),
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_logs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "audit_logs_class" CHECK (class in ('business', 'security', 'admin'))
) PARTITION BY RANGE (id);
--> statement-breakpoint
CREATE TABLE "consumer_offsets" (
	"consumer" varchar(80) PRIMARY KEY NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consumer_retries" (
	"consumer" varchar(80) NOT NULL,
	"position" bigint NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"error" text NOT NULL,
	CONSTRAINT "consumer_retries_consumer_position_pk" PRIMARY KEY("consumer","position")
);
--> statement-breakpoint
CREATE TABLE "dead_letters" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"consumer" varchar(80) NOT NULL,
	"fact" jsonb NOT NULL,
	"error" text NOT NULL,
	"attempts" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"replayed_at" timestamp (3) with time zone,
	CONSTRAINT "dead_letters_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"tenant_id" varchar(100) NOT NULL,
	"command" varchar(80) NOT NULL,
	"key" varchar(200) NOT NULL,
	"request_hash" varchar(64) NOT NULL,
	"response" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_tenant_id_command_key_pk" PRIMARY KEY("tenant_id","command","key")
);
--> statement-breakpoint
CREATE TABLE "job_logs" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"job_id" uuid NOT NULL,
	"level" varchar(10) NOT NULL,
	"message" text NOT NULL,
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_logs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "job_queues" (
	"name" varchar(40) PRIMARY KEY NOT NULL,
	"concurrency" integer DEFAULT 2 NOT NULL,
	"paused" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"queue" varchar(40) DEFAULT 'default' NOT NULL,
	"type" varchar(80) NOT NULL,
	"title" varchar(200) NOT NULL,
	"state" varchar(20) DEFAULT 'queued' NOT NULL,
	"priority" smallint DEFAULT 5 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer DEFAULT 5 NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"lease_by" varchar(60),
	"payload" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"result" jsonb,
	"progress_done" bigint DEFAULT 0 NOT NULL,
	"progress_total" bigint,
	"progress_note" text,
	"cancel_requested_at" timestamp (3) with time zone,
	"dedupe_key" varchar(200),
	"error" text,
	"created_by" varchar(100),
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "jobs_state" CHECK (state in ('queued', 'running', 'completed', 'failed', 'cancelled', 'dead'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tenant_id" varchar(100) NOT NULL,
	"id" uuid DEFAULT uuidv7() NOT NULL,
	"type" varchar(80) NOT NULL,
	"entity_type" varchar(40) NOT NULL,
	"entity_id" uuid NOT NULL,
	"version" bigint NOT NULL,
	"payload" jsonb NOT NULL,
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"position" bigint,
	CONSTRAINT "outbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "relay_state" (
	"one" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"published" bigint DEFAULT 0 NOT NULL,
	"store" text
);
--> statement-breakpoint
CREATE TABLE "worker_heartbeats" (
	"worker" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"parts" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "worker_timers" (
	"name" varchar(80) PRIMARY KEY NOT NULL,
	"last_run_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "channel_identifiers" ADD CONSTRAINT "channel_identifiers_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_attributes" ADD CONSTRAINT "contact_attributes_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_consents" ADD CONSTRAINT "contact_consents_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_import_chunks" ADD CONSTRAINT "contact_import_chunks_tenant_id_import_id_contact_imports_tenant_id_id_fk" FOREIGN KEY ("tenant_id","import_id") REFERENCES "public"."contact_imports"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_import_errors" ADD CONSTRAINT "contact_import_errors_tenant_id_import_id_contact_imports_tenant_id_id_fk" FOREIGN KEY ("tenant_id","import_id") REFERENCES "public"."contact_imports"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_tag_mapping" ADD CONSTRAINT "contact_tag_mapping_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_tag_mapping" ADD CONSTRAINT "contact_tag_mapping_tenant_id_tag_id_contact_tags_tenant_id_id_fk" FOREIGN KEY ("tenant_id","tag_id") REFERENCES "public"."contact_tags"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_timeline_events" ADD CONSTRAINT "contact_timeline_events_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operators" ADD CONSTRAINT "operators_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_reset_tokens" ADD CONSTRAINT "password_reset_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_users" ADD CONSTRAINT "tenant_users_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_sessions" ADD CONSTRAINT "user_sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_site_mapping" ADD CONSTRAINT "user_site_mapping_tenant_id_site_id_sites_tenant_id_id_fk" FOREIGN KEY ("tenant_id","site_id") REFERENCES "public"."sites"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_site_mapping" ADD CONSTRAINT "user_site_mapping_tenant_id_user_id_tenant_users_tenant_id_user_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."tenant_users"("tenant_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_segments" ADD CONSTRAINT "campaign_segments_tenant_id_campaign_id_campaigns_tenant_id_id_fk" FOREIGN KEY ("tenant_id","campaign_id") REFERENCES "public"."campaigns"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_segments" ADD CONSTRAINT "campaign_segments_tenant_id_segment_id_segments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","segment_id") REFERENCES "public"."segments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaign_stats" ADD CONSTRAINT "campaign_stats_tenant_id_campaign_id_campaigns_tenant_id_id_fk" FOREIGN KEY ("tenant_id","campaign_id") REFERENCES "public"."campaigns"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_tenant_id_template_id_templates_tenant_id_id_fk" FOREIGN KEY ("tenant_id","template_id") REFERENCES "public"."templates"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_tenant_id_template_version_id_template_versions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","template_version_id") REFERENCES "public"."template_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "campaigns" ADD CONSTRAINT "campaigns_tenant_id_sender_id_senders_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sender_id") REFERENCES "public"."senders"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "email_links" ADD CONSTRAINT "email_links_tenant_id_template_version_id_template_versions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","template_version_id") REFERENCES "public"."template_versions"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_history" ADD CONSTRAINT "segment_history_tenant_id_segment_id_segments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","segment_id") REFERENCES "public"."segments"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_members" ADD CONSTRAINT "segment_members_tenant_id_segment_id_segments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","segment_id") REFERENCES "public"."segments"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segment_rules" ADD CONSTRAINT "segment_rules_tenant_id_segment_id_segments_tenant_id_id_fk" FOREIGN KEY ("tenant_id","segment_id") REFERENCES "public"."segments"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_categories" ADD CONSTRAINT "template_categories_tenant_id_parent_id_template_categories_tenant_id_id_fk" FOREIGN KEY ("tenant_id","parent_id") REFERENCES "public"."template_categories"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_tenant_id_template_id_templates_tenant_id_id_fk" FOREIGN KEY ("tenant_id","template_id") REFERENCES "public"."templates"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_tenant_id_category_id_template_categories_tenant_id_id_fk" FOREIGN KEY ("tenant_id","category_id") REFERENCES "public"."template_categories"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_messages" ADD CONSTRAINT "inbox_messages_tenant_id_thread_id_inbox_threads_tenant_id_id_fk" FOREIGN KEY ("tenant_id","thread_id") REFERENCES "public"."inbox_threads"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_raw" ADD CONSTRAINT "inbox_raw_tenant_id_message_id_inbox_messages_tenant_id_id_fk" FOREIGN KEY ("tenant_id","message_id") REFERENCES "public"."inbox_messages"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_threads" ADD CONSTRAINT "inbox_threads_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_delivery_logs" ADD CONSTRAINT "pipeline_delivery_logs_tenant_id_message_id_pipeline_messages_tenant_id_id_fk" FOREIGN KEY ("tenant_id","message_id") REFERENCES "public"."pipeline_messages"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_messages" ADD CONSTRAINT "pipeline_messages_tenant_id_contact_id_contacts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","contact_id") REFERENCES "public"."contacts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_messages" ADD CONSTRAINT "pipeline_messages_tenant_id_lane_id_pipeline_lanes_tenant_id_id_fk" FOREIGN KEY ("tenant_id","lane_id") REFERENCES "public"."pipeline_lanes"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pipeline_messages" ADD CONSTRAINT "pipeline_messages_tenant_id_template_version_id_template_versions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","template_version_id") REFERENCES "public"."template_versions"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_logs" ADD CONSTRAINT "job_logs_tenant_id_job_id_jobs_tenant_id_id_fk" FOREIGN KEY ("tenant_id","job_id") REFERENCES "public"."jobs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "channel_identifiers_lookup" ON "channel_identifiers" USING btree ("tenant_id","channel","identifier");--> statement-breakpoint
CREATE INDEX "contact_attributes_contact" ON "contact_attributes" USING btree ("tenant_id","contact_id","replaced_at");--> statement-breakpoint
CREATE INDEX "contact_consents_latest" ON "contact_consents" USING btree ("tenant_id","contact_id","channel","purpose","occurred_at","id");--> statement-breakpoint
CREATE INDEX "contact_tag_mapping_tag" ON "contact_tag_mapping" USING btree ("tenant_id","tag_id","contact_id");--> statement-breakpoint
CREATE INDEX "contact_timeline_events_contact" ON "contact_timeline_events" USING btree ("tenant_id","contact_id","occurred_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_email_key" ON "contacts" USING btree ("tenant_id","email_normalized") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "contacts_external_id_key" ON "contacts" USING btree ("tenant_id","external_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_phone" ON "contacts" USING btree ("tenant_id","phone_e164") WHERE phone_e164 is not null;--> statement-breakpoint
CREATE INDEX "contacts_name" ON "contacts" USING btree ("tenant_id",display_name collate "und-x-icu","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_created" ON "contacts" USING btree ("tenant_id","created_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_search" ON "contacts" USING gin (tenant_id, search_text gin_trgm_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "contacts_attributes" ON "contacts" USING gin (tenant_id, attributes jsonb_path_ops) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys" USING btree ("key_hash");--> statement-breakpoint
CREATE INDEX "password_reset_tokens_user" ON "password_reset_tokens" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sites_name_key" ON "sites" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "tenant_users_user" ON "tenant_users" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "user_sessions_user" ON "user_sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "user_sessions_expiry" ON "user_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree ("email_normalized") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "users_active" ON "users" USING btree ("is_active") WHERE is_active;--> statement-breakpoint
CREATE INDEX "campaign_segments_segment" ON "campaign_segments" USING btree ("tenant_id","segment_id");--> statement-breakpoint
CREATE INDEX "campaign_stats_stale" ON "campaign_stats" USING btree ("stale_at") WHERE stale_at is not null;--> statement-breakpoint
CREATE INDEX "campaigns_created" ON "campaigns" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE INDEX "campaigns_due" ON "campaigns" USING btree ("scheduled_at") WHERE status = 'scheduled';--> statement-breakpoint
CREATE INDEX "segment_history_segment" ON "segment_history" USING btree ("tenant_id","segment_id","evaluated_at");--> statement-breakpoint
CREATE INDEX "segment_members_contact" ON "segment_members" USING btree ("tenant_id","contact_id");--> statement-breakpoint
CREATE INDEX "segment_rules_field" ON "segment_rules" USING btree ("tenant_id","field");--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "segments" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "segments_stale" ON "segments" USING btree ("stale_at") WHERE stale_at is not null and deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "senders_default_key" ON "senders" USING btree ("tenant_id") WHERE is_default and deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "templates_name_key" ON "templates" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "email_suppressions_key" ON "email_suppressions" USING btree ("tenant_id","email_normalized","reason") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "inbox_messages_thread" ON "inbox_messages" USING btree ("tenant_id","thread_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "inbox_threads_recent" ON "inbox_threads" USING btree ("tenant_id","status","last_message_at","id");--> statement-breakpoint
CREATE INDEX "inbox_threads_all" ON "inbox_threads" USING btree ("tenant_id","last_message_at","id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "inbox_threads_contact" ON "inbox_threads" USING btree ("tenant_id","contact_id");--> statement-breakpoint
CREATE INDEX "pipeline_delivery_logs_message" ON "pipeline_delivery_logs" USING btree ("tenant_id","message_id");--> statement-breakpoint
CREATE INDEX "pipeline_lanes_due" ON "pipeline_lanes" USING btree ("due_at") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "pipeline_messages_claim" ON "pipeline_messages" USING btree ("tenant_id","lane_id","due_at","id") WHERE status in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "pipeline_messages_lease" ON "pipeline_messages" USING btree ("lease_until") WHERE status = 'sending';--> statement-breakpoint
CREATE INDEX "pipeline_messages_contact" ON "pipeline_messages" USING btree ("tenant_id","contact_id","id");--> statement-breakpoint
CREATE INDEX "pipeline_messages_outcome" ON "pipeline_messages" USING btree ("tenant_id","source_id","status","contact_id") WHERE source_type = 'campaign' and status in ('deferred', 'skipped', 'failed', 'uncertain');--> statement-breakpoint
CREATE INDEX "pipeline_messages_events" ON "pipeline_messages" USING btree ("tenant_id","source_id","contact_id") WHERE source_type = 'campaign' and (clicked_at is not null or replied_at is not null or unsubscribed_at is not null or bounced_at is not null or complained_at is not null);--> statement-breakpoint
CREATE INDEX "audit_logs_entity" ON "audit_logs" USING btree ("tenant_id","entity_type","entity_id","id");--> statement-breakpoint
CREATE INDEX "consumer_retries_due" ON "consumer_retries" USING btree ("consumer","due_at");--> statement-breakpoint
CREATE INDEX "dead_letters_open" ON "dead_letters" USING btree ("created_at") WHERE replayed_at is null;--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "job_logs_job" ON "job_logs" USING btree ("tenant_id","job_id","id");--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_claim" ON "jobs" USING btree ("queue","tenant_id","priority","due_at","id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_lease" ON "jobs" USING btree ("lease_until") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "jobs_recent" ON "jobs" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_dedupe_key" ON "jobs" USING btree ("tenant_id","dedupe_key") WHERE state in ('queued', 'running') and dedupe_key is not null;--> statement-breakpoint
CREATE INDEX "outbox_unstamped" ON "outbox" USING btree ("id") WHERE position is null;--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_position_key" ON "outbox" USING btree ("position") WHERE position is not null;
--> statement-breakpoint
-- Pieces of uploaded files are read once and deleted: packing them costs more than it saves.
ALTER TABLE "contact_import_chunks" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE "pipeline_messages" SET (autovacuum_vacuum_scale_factor = 0.05);
--> statement-breakpoint
INSERT INTO "relay_state" ("one", "position", "published") VALUES (1, 0, 0);
--> statement-breakpoint
SELECT ensure_partitions('pipeline_delivery_logs', current_date, 4), ensure_partitions('audit_logs', current_date, 4);
