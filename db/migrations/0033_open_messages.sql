-- version: 0.29.0
-- What failed or is uncertain outside campaigns waits for somebody, and is listed without reading what campaigns sent.
create index "pipeline_messages_open" on "pipeline_messages" using btree ("tenant_id","id") where source_type <> 'campaign' and rare_status in ('failed', 'uncertain');
