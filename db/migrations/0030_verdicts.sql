-- version: 0.26.0
-- Whatever is queued, or ever was, carries the verdict that let it: also what failed without being asked about again.
update pipeline_messages set verdict_rule = 'passed', verdict_reason = 'passed' where verdict_rule is null and status in ('queued', 'failed');
--> statement-breakpoint
alter table pipeline_messages drop constraint pipeline_messages_verdict;
--> statement-breakpoint
alter table pipeline_messages add constraint pipeline_messages_verdict check (verdict_rule is not null or status = 'planned');
