drop index "pipeline_messages_open";
