alter table pipeline_messages drop constraint pipeline_messages_verdict;
--> statement-breakpoint
alter table pipeline_messages add constraint pipeline_messages_verdict check (verdict_rule is not null or status in ('planned', 'queued', 'failed'));
