import { and, eq, inArray, sql } from 'drizzle-orm';
import { topics } from '@/db/schema';
import type { CommandCtx } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { conflict, driverFailure, invalid, notFound } from '@/lib/platform/errors';

import type { Topic } from './schema';

export type TopicRow = typeof topics.$inferSelect;

export const presentTopic = (row: TopicRow): Topic => ({
  id: row.id,
  name: row.name,
  description: row.description,
  position: row.position,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

/** A topic of this organisation, held until the end of the transaction. Throws `not_found`. */
export async function holdTopic(ctx: TxCtx, id: string): Promise<TopicRow> {
  const [row] = await ctx.tx
    .select()
    .from(topics)
    .where(and(eq(topics.tenantId, ctx.tenant), eq(topics.id, id)))
    .for('update');
  if (!row) throw notFound('topic');
  return row;
}

/** The names of these topics; throws `invalid`, naming `field`, when one does not exist. */
export async function topicNames(
  ctx: TxCtx,
  ids: readonly string[],
  field = 'topicId',
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await ctx.tx
    .select({ id: topics.id, name: topics.name })
    .from(topics)
    .where(and(eq(topics.tenantId, ctx.tenant), inArray(topics.id, wanted)));
  const names = new Map(rows.map((row) => [row.id, row.name]));
  if (wanted.some((id) => !names.has(id)))
    throw invalid('There is no such topic. Choose one of your topics.', { [field]: 'does not exist' });
  return names;
}

/** Throws `invalid` unless something new can be about this topic. */
export async function requireOpenTopic(ctx: TxCtx, id: string): Promise<void> {
  const [row] = await ctx.tx
    .select({ name: topics.name, archivedAt: topics.archivedAt })
    .from(topics)
    .where(and(eq(topics.tenantId, ctx.tenant), eq(topics.id, id)))
    .for('share');
  if (!row) throw invalid('There is no such topic. Choose one of your topics.', { topicId: 'does not exist' });
  if (row.archivedAt)
    throw invalid(`The topic "${row.name}" is archived. Choose another one, or restore it in the settings.`, {
      topicId: 'is archived',
    });
}

/** Whether the rule of a segment asks about the topic `t`. */
export const askedBySegments = sql`exists (
  select 1 from segment_rules r join segments g on g.tenant_id = r.tenant_id and g.id = r.segment_id and g.deleted_at is null
  where r.tenant_id = t.tenant_id and r.field ^@ 'topic.' and r.value @> jsonb_build_array(t.id))`;

/** Says which name is taken, instead of "unique violation". */
export function explainTaken(error: unknown): never {
  if (driverFailure(error)?.constraint === 'topics_name_key')
    throw conflict('Another topic has this name. Choose a name that people can tell from it.', {
      name: 'belongs to another topic',
    });
  throw error;
}

/** Writes what changes of a topic that is held. Throws `conflict` when its name is taken. */
export async function changeTopic(
  ctx: CommandCtx,
  id: string,
  set: Partial<Pick<TopicRow, 'name' | 'description' | 'archivedAt' | 'position'>>,
): Promise<TopicRow> {
  const [row] = await ctx.tx
    .update(topics)
    .set({ ...set, updatedAt: ctx.clock.now() })
    .where(and(eq(topics.tenantId, ctx.tenant), eq(topics.id, id)))
    .returning()
    .catch(explainTaken);
  if (!row) throw new Error('The update returned no row.');
  return row;
}

export const topicChanged = (ctx: CommandCtx, id: string): void =>
  ctx.emit({
    ...{ type: 'topic.changed', entityType: 'topic', entityId: id },
    ...{ version: ctx.clock.now().getTime(), payload: {} },
  });
