import type { Tags, TagsTx } from '@/db/client';
import type { RuleSet } from './apply';
import { builtIn } from './built-in';
import { installationRules } from './installation';
import { Condition, RuleAction, type SendingRule } from './schema';

export interface RuleRow {
  id: string;
  rule_type: string;
  name: string;
  condition: unknown;
  action: unknown;
  effective_from: Date;
  effective_to: Date | null;
}

/** A stored rule, parsed: what is in the table is an edge like any other. */
export const presentRule = (row: RuleRow): SendingRule => ({
  id: row.id,
  name: row.name,
  builtIn: false,
  condition: Condition.parse(row.condition),
  rule: RuleAction.parse({ type: row.rule_type, action: row.action }),
  effectiveFrom: row.effective_from.toISOString(),
  effectiveTo: row.effective_to?.toISOString() ?? null,
});

/** Every rule of an organisation, those of the product first. Asked by the system role. */
export async function loadRules(sql: Tags | TagsTx, tenant: string): Promise<RuleSet> {
  const [rows, [home]] = await Promise.all([
    sql<RuleRow[]>`
      select id, rule_type, name, condition, action, effective_from, effective_to from compliance_rules
      where tenant_id = ${tenant} and deleted_at is null order by created_at, id`,
    sql<{ country: string; time_zone: string }[]>`select country, time_zone from tenants where id = ${tenant}`,
  ]);
  return {
    country: home?.country ?? '',
    timeZone: home?.time_zone ?? 'UTC',
    rules: [...builtIn, ...installationRules(), ...rows.map(presentRule)],
  };
}
