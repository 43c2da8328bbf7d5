drop trigger "check_references" on "pipeline_messages";
--> statement-breakpoint
drop trigger "check_changed_references" on "pipeline_messages";
--> statement-breakpoint
drop trigger "take_messages_along" on "contacts";
--> statement-breakpoint
drop trigger "keep_what_messages_need" on "pipeline_lanes";
--> statement-breakpoint
drop trigger "keep_what_messages_need" on "template_versions";
--> statement-breakpoint
drop function check_message_references(), check_changed_references(), take_messages_along(), keep_what_messages_need();
--> statement-breakpoint
alter table "pipeline_messages"
	add constraint "pipeline_messages_tenant_id_contact_id_contacts_tenant_id_id_fk" foreign key ("tenant_id","contact_id") references "contacts"("tenant_id","id") on delete cascade,
	add constraint "pipeline_messages_tenant_id_lane_id_pipeline_lanes_tenant_id_id" foreign key ("tenant_id","lane_id") references "pipeline_lanes"("tenant_id","id"),
	add constraint "pipeline_messages_tenant_id_template_version_id_template_versio" foreign key ("tenant_id","template_version_id") references "template_versions"("tenant_id","id");
