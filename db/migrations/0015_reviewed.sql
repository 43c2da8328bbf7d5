-- version: 0.11.0
-- What providers signed that do not sign the body: it stands for the body that it came with first.
create table "hook_tokens" (
	"tenant_id" varchar(100) not null,
	"token_hash" "bytea" not null,
	"body_hash" "bytea" not null,
	"expires_at" timestamp (3) with time zone not null,
	constraint "hook_tokens_tenant_id_token_hash_pk" primary key("tenant_id","token_hash")
);
--> statement-breakpoint
create index "hook_tokens_expiry" on "hook_tokens" using btree ("expires_at");
--> statement-breakpoint
-- Their variants' numbers and who waits for a winner are in the count from now on.
update "campaign_stats" s set "breakdown_stale_at" = now() where exists (select from campaign_variants v where v.tenant_id = s.tenant_id and v.campaign_id = s.campaign_id);
--> statement-breakpoint
-- Domains that no rule names are counted together now.
delete from "sending_capacity" where key like '%.%';
--> statement-breakpoint
-- A rule made before this counted each of those domains by itself: one count for all of them would hold mail back that it let go.
update "compliance_rules" set action = action || '{"others":"free"}' where rule_type = 'capacity' and action->>'per' = 'recipient_provider' and not action ? 'others';
