import { sql } from 'drizzle-orm';
import { topics } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { actorLabel } from '@/lib/platform/context';
import { conflict } from '@/lib/platform/errors';
import { changeTopic, explainTaken, holdTopic, presentTopic, topicChanged } from './find';
import { mostTopics, Topic, TopicCreate, TopicUpdate } from './schema';

/** Two changes of the order at once would leave gaps and doubles. */
async function lockOrder(ctx: CommandCtx): Promise<void> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`topics:${ctx.tenant}`}, 0))`);
}

/** The place behind the last one; throws `conflict` when there is no room. */
export async function lastPlace(ctx: CommandCtx): Promise<number> {
  await lockOrder(ctx);
  const [last] = await ctx.tx.execute<{ n: number; next: number }>(sql`
    select count(*)::int as n, coalesce(max(position) + 1, 0)::int as next from topics where tenant_id = ${ctx.tenant} and archived_at is null`);
  if ((last?.n ?? 0) >= mostTopics)
    throw conflict(`An organisation can have ${mostTopics} topics. Archive one that is not written about any more.`);
  return last?.next ?? 0;
}

/** Puts an open topic at a place, from 0; all others keep their order. */
async function moveTo(ctx: CommandCtx, id: string, place: number): Promise<void> {
  await lockOrder(ctx);
  await ctx.tx.execute(sql`
    with others as (select id, row_number() over (order by position, id) - 1 as n from topics
        where tenant_id = ${ctx.tenant} and archived_at is null and id <> ${id}),
      places as (select id, case when n < ${place}::int then n else n + 1 end as n from others
        union all select ${id}::uuid, least(${place}::int, (select count(*) from others)))
    update topics t set position = places.n from places where t.tenant_id = ${ctx.tenant} and t.id = places.id and t.position <> places.n`);
}

export const createTopic = command({
  name: 'topics.create',
  summary: 'Add a topic that campaigns can be about and recipients can leave',
  access: 'settings:write',
  http: { method: 'POST', path: '/topics', status: 201 },
  input: TopicCreate,
  output: Topic,
  entity: (_, topic) => ({ type: 'topic', id: topic.id }),
  async run(ctx, { name, description }) {
    const position = await lastPlace(ctx);
    const now = ctx.clock.now();
    const [row] = await ctx.tx
      .insert(topics)
      .values({
        ...{ tenantId: ctx.tenant, name, description: description ?? null, position },
        ...{ createdBy: actorLabel(ctx.actor), createdAt: now, updatedAt: now },
      })
      .returning()
      .catch(explainTaken);
    if (!row) throw new Error('The insert returned no row.');
    ctx.audit({ name });
    topicChanged(ctx, row.id);
    return presentTopic(row);
  },
});

export const updateTopic = command({
  name: 'topics.update',
  summary: 'Change what recipients read of a topic, or its place among the others',
  access: 'settings:write',
  http: { method: 'PATCH', path: '/topics/{id}' },
  input: TopicUpdate,
  output: Topic,
  entity: ({ id }) => ({ type: 'topic', id }),
  async run(ctx, { id, name, description, position }) {
    if (position !== undefined) await lockOrder(ctx);
    const before = await holdTopic(ctx, id);
    if (position !== undefined && before.archivedAt)
      throw conflict('This topic is archived and has no place among the others. Restore it first.', {
        position: 'is of an archived topic',
      });
    await changeTopic(ctx, id, {
      name: name ?? before.name,
      description: description === undefined ? before.description : description,
    });
    if (position !== undefined) await moveTo(ctx, id, position);
    const after = await holdTopic(ctx, id);
    ctx.audit({ before: presentTopic(before), after: presentTopic(after) });
    topicChanged(ctx, id);
    return presentTopic(after);
  },
});
