import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { topics } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { conflict } from '@/lib/platform/errors';
import { askedBySegments, changeTopic, holdTopic, presentTopic, topicChanged } from './find';
import { Topic, TopicRef } from './schema';
import { lastPlace } from './write';

async function change(ctx: CommandCtx, id: string, set: Parameters<typeof changeTopic>[2]) {
  const row = await changeTopic(ctx, id, set);
  topicChanged(ctx, id);
  return presentTopic(row);
}

export const archiveTopic = command({
  name: 'topics.archive',
  summary: 'Offer a topic no more, to campaigns and to recipients; what people said of it still counts',
  access: 'settings:write',
  http: { method: 'POST', path: '/topics/{id}/archive' },
  input: TopicRef,
  output: Topic,
  entity: ({ id }) => ({ type: 'topic', id }),
  async run(ctx, { id }) {
    const row = await holdTopic(ctx, id);
    if (row.archivedAt) return presentTopic(row);
    const [waiting] = await ctx.tx.execute<{ name: string }>(sql`
      select name from campaigns where tenant_id = ${ctx.tenant} and topic_id = ${id} and (status in ('draft', 'scheduled') or status = 'paused' and recurrence is not null) and deleted_at is null and archived_at is null
      order by created_at desc limit 1`);
    if (waiting)
      throw conflict(
        `The campaign "${waiting.name}" is about this topic and was not sent yet. Change or cancel it first.`,
        {
          id: 'is the topic of a campaign that was not sent yet',
        },
      );
    ctx.audit({ name: row.name });
    return change(ctx, id, { archivedAt: ctx.clock.now() });
  },
});

export const restoreTopic = command({
  name: 'topics.restore',
  summary: 'Offer an archived topic again, behind the others',
  access: 'settings:write',
  http: { method: 'POST', path: '/topics/{id}/restore' },
  input: TopicRef,
  output: Topic,
  entity: ({ id }) => ({ type: 'topic', id }),
  async run(ctx, { id }) {
    const position = await lastPlace(ctx);
    const row = await holdTopic(ctx, id);
    if (!row.archivedAt) throw conflict('This topic is not archived.', { id: 'is not archived' });
    ctx.audit({ name: row.name });
    return change(ctx, id, { archivedAt: null, position });
  },
});

export const deleteTopic = command({
  name: 'topics.delete',
  summary: 'Delete a topic that was never used',
  access: 'settings:write',
  http: { method: 'DELETE', path: '/topics/{id}' },
  input: TopicRef,
  output: z.object({ id: z.string() }),
  entity: ({ id }) => ({ type: 'topic', id }),
  async run(ctx, { id }) {
    const row = await holdTopic(ctx, id);
    const [used] = await ctx.tx.execute(sql`
      select 1 from contact_consents where tenant_id = ${ctx.tenant} and topic_id = ${id}
      union all select 1 from campaigns where tenant_id = ${ctx.tenant} and topic_id = ${id}
      union all select 1 from topics t where tenant_id = ${ctx.tenant} and id = ${id} and ${askedBySegments} limit 1`);
    if (used)
      throw conflict(`Campaigns, segments or people's choices name the topic "${row.name}". Archive it instead.`, {
        id: 'is in use',
      });
    await ctx.tx.delete(topics).where(and(eq(topics.tenantId, ctx.tenant), eq(topics.id, id)));
    ctx.audit({ name: row.name });
    topicChanged(ctx, id);
    return { id };
  },
});
