-- version: 0.20.0
-- Who settled a message by hand is in the audit log alone. By campaign, whose few failed messages an index has.
do $$
declare
	campaign record;
	said constant text := 'Its hand-over had no answer; settled by hand as not sent.';
begin
	for campaign in select tenant_id, id from campaigns loop
		update pipeline_messages set error_message = said
		where tenant_id = campaign.tenant_id and source_type = 'campaign' and source_id = campaign.id and rare_status = 'failed'
			and error_code = 'said_not_sent' and error_message is distinct from said;
	end loop;
end $$;
