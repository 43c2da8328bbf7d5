-- version: 0.17.0
-- Asked once a statement instead of once a row: see check_message_references in db/functions.sql, which is applied after this.
alter table "pipeline_messages"
	drop constraint "pipeline_messages_tenant_id_contact_id_contacts_tenant_id_id_fk",
	drop constraint "pipeline_messages_tenant_id_lane_id_pipeline_lanes_tenant_id_id",
	drop constraint "pipeline_messages_tenant_id_template_version_id_template_versio";
