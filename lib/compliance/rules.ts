import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { complianceRules, sendingProviders } from '@/db/schema';
import { command, query, type CommandCtx } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { conflict, invalid, notFound } from '@/lib/platform/errors';
import { builtIn } from './built-in';
import { installationRules } from './installation';
import { presentRule } from './load';
import { RuleCreate, RuleRef, RuleUpdate, SendingRule, SendingRules, type RuleAction } from './schema';
import { installation } from './vocabulary';

const mostRules = 100;
type Row = typeof complianceRules.$inferSelect;

const present = (row: Row) =>
  presentRule({
    ...{ id: row.id, rule_type: row.ruleType, name: row.name, condition: row.condition, action: row.action },
    ...{ effective_from: row.effectiveFrom, effective_to: row.effectiveTo },
  });

const standing = (ctx: TxCtx) => and(eq(complianceRules.tenantId, ctx.tenant), isNull(complianceRules.deletedAt));

async function find(ctx: CommandCtx, id: string): Promise<Row> {
  const [row] = await ctx.tx
    .select()
    .from(complianceRules)
    .where(and(standing(ctx), eq(complianceRules.id, id)))
    .for('update');
  if (!row) throw notFound('rule');
  return row;
}

const changed = (ctx: CommandCtx, id: string) =>
  ctx.emit({
    ...{ type: 'compliance.rules_changed', entityType: 'compliance_rule', entityId: id },
    ...{ version: ctx.clock.now().getTime(), payload: {} },
  });

/** Throws `invalid` for a provider that is none of this organisation's. */
async function requireProvider(ctx: CommandCtx, rule: RuleAction): Promise<void> {
  const id = rule.type === 'capacity' ? rule.action.provider : undefined;
  if (id === undefined || id === installation) return;
  const [row] = await ctx.tx
    .select({ id: sendingProviders.id })
    .from(sendingProviders)
    .where(
      and(eq(sendingProviders.tenantId, ctx.tenant), eq(sendingProviders.id, id), isNull(sendingProviders.deletedAt)),
    );
  if (row) return;
  throw invalid('The provider of this rule is gone. Choose another one, or all of them.', {
    'rule.action.provider': 'is no provider of yours',
  });
}

export const listRules = query({
  name: 'compliance.list_rules',
  summary: 'Read the rules of sending: those of the organisation, and those that come with the product',
  access: 'settings:read',
  http: { method: 'GET', path: '/sending-rules' },
  input: z.object({}),
  output: SendingRules,
  async run(ctx) {
    const rows = await ctx.tx
      .select()
      .from(complianceRules)
      .where(standing(ctx))
      .orderBy(asc(complianceRules.createdAt), asc(complianceRules.id));
    const [home] = await ctx.tx.execute<{ country: string; time_zone: string }>(
      sql`select country, time_zone from find_tenant(${ctx.tenant})`,
    );
    return {
      items: [...rows.map(present), ...builtIn, ...installationRules()],
      country: home?.country ?? '',
      timeZone: home?.time_zone ?? 'UTC',
    };
  },
});

export const createRule = command({
  name: 'compliance.create_rule',
  summary: 'Add a rule of sending: quiet hours, a frequency cap, a capacity, double opt-in or a law',
  access: 'settings:write',
  http: { method: 'POST', path: '/sending-rules', status: 201 },
  input: RuleCreate,
  output: SendingRule,
  entity: (_, rule) => ({ type: 'compliance_rule', id: rule.id }),
  async run(ctx, { name, condition, rule, effectiveFrom, effectiveTo }) {
    await requireProvider(ctx, rule);
    const now = ctx.clock.now();
    const [count] = await ctx.tx.execute<{ n: number }>(
      sql`select count(*)::int as n from compliance_rules where tenant_id = ${ctx.tenant} and deleted_at is null`,
    );
    if ((count?.n ?? 0) >= mostRules)
      throw conflict(`An organisation can have ${mostRules} rules of its own. Remove one that is not used any more.`);
    const [row] = await ctx.tx
      .insert(complianceRules)
      .values({
        ...{ tenantId: ctx.tenant, ruleType: rule.type, name, condition, action: rule.action },
        effectiveFrom: effectiveFrom ? new Date(effectiveFrom) : now,
        effectiveTo: effectiveTo ? new Date(effectiveTo) : null,
        ...{ createdBy: actorLabel(ctx.actor), createdAt: now, updatedAt: now },
      })
      .returning();
    if (!row) throw new Error('The insert returned no row.');
    ctx.audit({ type: rule.type, name, condition, action: rule.action });
    changed(ctx, row.id);
    return present(row);
  },
});

export const updateRule = command({
  name: 'compliance.update_rule',
  summary: 'Change a rule of sending; what waits is judged by it when its time comes',
  access: 'settings:write',
  http: { method: 'PUT', path: '/sending-rules/{id}' },
  input: RuleUpdate,
  output: SendingRule,
  entity: ({ id }) => ({ type: 'compliance_rule', id }),
  async run(ctx, { id, name, condition, rule, effectiveFrom, effectiveTo }) {
    const before = await find(ctx, id);
    await requireProvider(ctx, rule);
    const [row] = await ctx.tx
      .update(complianceRules)
      .set({
        ...{ ruleType: rule.type, name, condition, action: rule.action, updatedAt: ctx.clock.now() },
        effectiveFrom: effectiveFrom ? new Date(effectiveFrom) : before.effectiveFrom,
        effectiveTo:
          effectiveTo === undefined ? before.effectiveTo : effectiveTo === null ? null : new Date(effectiveTo),
      })
      .where(and(standing(ctx), eq(complianceRules.id, id)))
      .returning();
    if (!row) throw notFound('rule');
    ctx.audit({ before: { name: before.name, condition: before.condition, action: before.action }, condition, rule });
    changed(ctx, id);
    return present(row);
  },
});

export const deleteRule = command({
  name: 'compliance.delete_rule',
  summary: 'Remove a rule of sending',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/sending-rules/{id}' },
  input: RuleRef,
  output: z.object({ id: z.string() }),
  entity: ({ id }) => ({ type: 'compliance_rule', id }),
  async run(ctx, { id }) {
    const { name, ruleType } = await find(ctx, id);
    await ctx.tx
      .update(complianceRules)
      .set({ deletedAt: ctx.clock.now() })
      .where(and(standing(ctx), eq(complianceRules.id, id)));
    ctx.audit({ type: ruleType, name });
    changed(ctx, id);
    return { id };
  },
});
