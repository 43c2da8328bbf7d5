import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { attributeDefinitions, campaigns, segmentHistory, segmentRules, segments, topics } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, driverFailure, invalid } from '@/lib/platform/errors';
import { fillMembers, refreshMembers, type Change, type Run } from './members';
import { leavesOf, segmentsIn, topicsIn, type Rule } from './rule';
import type { EngagementValue } from './value';

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

async function unknownAttributes(ctx: TxCtx, rule: Rule, problems: Record<string, string>): Promise<void> {
  const asked = leavesOf(rule).flatMap(({ path, leaf }) =>
    leaf.field.startsWith('attributes.') ? [{ path, key: leaf.field.slice('attributes.'.length) }] : [],
  );
  if (asked.length === 0) return;
  const rows = await ctx.tx
    .select({ key: attributeDefinitions.key })
    .from(attributeDefinitions)
    .where(eq(attributeDefinitions.tenantId, ctx.tenant));
  const known = new Set(rows.map((row) => row.key));
  const near = (key: string) =>
    rows.find((row) => row.key.toLowerCase().replace(/_/g, '') === key.toLowerCase().replace(/_/g, ''))?.key;
  for (const { path, key } of asked.filter((a) => !known.has(a.key))) {
    const meant = near(key);
    problems[`rule.${path}.field`] = `no contact has an attribute "${key}"${meant ? `; did you mean "${meant}"?` : ''}`;
  }
}

/** Follows what other segments ask about, so that no segment ends up asking about itself. */
async function wrongSegments(
  ctx: TxCtx,
  rule: Rule,
  self: string | null,
  problems: Record<string, string>,
): Promise<void> {
  const seen = new Set<string>();
  let next = segmentsIn(rule);
  for (let depth = 0; next.length > 0; depth++) {
    const ids = next.filter((id) => !seen.has(id));
    if (self && ids.includes(self))
      problems['rule'] = 'asks about this segment itself, directly or through another segment';
    if (problems['rule']) return;
    for (const id of ids) seen.add(id);
    const rows = ids.length
      ? await ctx.tx
          .select({ id: segments.id, rules: segments.rules })
          .from(segments)
          .where(and(eq(segments.tenantId, ctx.tenant), inArray(segments.id, ids), isNull(segments.deletedAt)))
      : [];
    const missing = ids.filter((id) => !rows.some((row) => row.id === id));
    if (depth === 0 && missing.length) problems['rule'] = `asks about segments that do not exist: ${list(missing)}`;
    next = rows.flatMap((row) => segmentsIn(row.rules as Rule));
  }
}

async function wrongCampaigns(ctx: TxCtx, rule: Rule, problems: Record<string, string>): Promise<void> {
  const asked = leavesOf(rule).flatMap(({ path, leaf }) => {
    const id = leaf.field.startsWith('engagement.') ? (leaf.value as EngagementValue).campaignId : undefined;
    return id ? [{ path, id }] : [];
  });
  if (asked.length === 0) return;
  const rows = await ctx.tx
    .select({ id: campaigns.id })
    .from(campaigns)
    .where(
      and(
        eq(campaigns.tenantId, ctx.tenant),
        inArray(
          campaigns.id,
          asked.map((a) => a.id),
        ),
      ),
    );
  for (const { path, id } of asked)
    if (!rows.some((row) => row.id === id)) problems[`rule.${path}.value.campaignId`] = `there is no campaign "${id}"`;
}

/** An archived topic is one too: what people said of it still counts. */
async function wrongTopics(ctx: TxCtx, rule: Rule, problems: Record<string, string>): Promise<void> {
  const ids = topicsIn(rule);
  if (ids.length === 0) return;
  const rows = await ctx.tx
    .select({ id: topics.id })
    .from(topics)
    .where(and(eq(topics.tenantId, ctx.tenant), inArray(topics.id, ids)));
  for (const { path, leaf } of leavesOf(rule)) {
    if (!leaf.field.startsWith('topic.')) continue;
    const missing = (leaf.value as string[]).filter((id) => !rows.some((row) => row.id === id));
    if (missing.length) problems[`rule.${path}.value`] = `asks about topics that do not exist: ${list(missing)}`;
  }
}

/** Checks what only the tenant's data can tell: attributes, segments, topics and campaigns that the rule names. Throws `invalid`. */
export async function checkRule(ctx: TxCtx, rule: Rule, self: string | null = null): Promise<void> {
  const problems: Record<string, string> = {};
  await unknownAttributes(ctx, rule, problems);
  await wrongSegments(ctx, rule, self, problems);
  await wrongCampaigns(ctx, rule, problems);
  await wrongTopics(ctx, rule, problems);
  const [first] = Object.entries(problems);
  if (first)
    throw invalid(`${first[0]}: ${first[1]}. Choose another, or import contacts that have it first.`, problems);
}

/** Writes the flat index of a rule anew. */
export async function writeRules(ctx: TxCtx, segmentId: string, rule: Rule): Promise<void> {
  await ctx.tx
    .delete(segmentRules)
    .where(and(eq(segmentRules.tenantId, ctx.tenant), eq(segmentRules.segmentId, segmentId)));
  const rows = leavesOf(rule).map(({ path, leaf }, i) => ({
    tenantId: ctx.tenant,
    segmentId,
    path,
    groupIndex: i,
    field: leaf.field,
    operator: leaf.op,
    value: leaf.value ?? null,
  }));
  if (rows.length) await ctx.tx.insert(segmentRules).values(rows);
}

/** `$n` text and its parameters as drizzle takes them. */
function drizzleSql(text: string, params: readonly string[]): SQL {
  const parts = text
    .split(/\$(\d+)/)
    .map((part, i) => (i % 2 === 0 ? sql.raw(part) : sql`${params[Number(part) - 1]}`));
  return sql.join(parts);
}

/** Fills a segment inside the transaction that made or changed it, which nobody else can see yet. */
export async function fill(
  ctx: TxCtx,
  segmentId: string,
  rule: Rule,
  reason: 'created' | 'rule_changed',
): Promise<Change> {
  const now = ctx.clock.now();
  const run: Run = async (text, params) => {
    const rows = await ctx.tx.execute(drizzleSql(text, params));
    return { rows, count: rows.count };
  };
  const started = performance.now();
  const target = { tenant: ctx.tenant, segmentId, rule, now };
  const change = await (reason === 'created' ? fillMembers(run, target) : refreshMembers(run, target));
  const durationMs = Math.round(performance.now() - started);
  await ctx.tx
    .update(segments)
    .set({ memberCount: change.memberCount, evaluatedAt: now, staleAt: null, evaluationMs: durationMs })
    .where(and(eq(segments.tenantId, ctx.tenant), eq(segments.id, segmentId)));
  await ctx.tx
    .insert(segmentHistory)
    .values({ tenantId: ctx.tenant, segmentId, evaluatedAt: now, ...change, durationMs, reason });
  return change;
}

/** Says that the name is taken, instead of "unique violation". */
export function explainConflict(error: unknown): never {
  if (driverFailure(error)?.constraint === 'segments_name_key')
    throw conflict('Another segment has this name. Choose another name.', { name: 'is taken' });
  throw error;
}
