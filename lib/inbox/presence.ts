import { query } from '@/lib/platform/command';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { DomainError } from '@/lib/platform/errors';
import { tellPresence } from '@/lib/platform/presence/tell';
import { requireThread } from './queries';
import { Present, SayPresence, ThreadRef } from './schema';

const topicOf = (threadId: string): string => `thread:${threadId}`;

async function others({ tenant, actor, services }: TxCtx, topic: string): Promise<Present> {
  const people = await services.presence.list(tenant, topic);
  return { others: people.filter(({ id }) => id !== actorLabel(actor)) };
}

/** No command: it changes nothing that lasts, and would fill the audit with heartbeats. */
export const sayPresence = query({
  name: 'inbox.say_presence',
  summary:
    'Say every 20 seconds that you look at a conversation or write its answer, or that you left; tells who else does',
  access: 'inbox:read',
  http: { method: 'POST', path: '/inbox/threads/{id}/presence' },
  input: SayPresence,
  output: Present,
  async run(ctx, { id, tab, activity }) {
    const { actor, services, tenant } = ctx;
    if (actor.kind !== 'user')
      throw new DomainError({ code: 'forbidden', message: 'Only people look at conversations; sign in to be seen.' });
    await requireThread(ctx, id);
    const topic = topicOf(id);
    const viewer = { id: actor.id, name: actor.name, tab };
    const isNews =
      activity === 'left'
        ? await services.presence.leave(tenant, topic, viewer)
        : await services.presence.touch(tenant, topic, viewer, activity);
    if (isNews) await tellPresence(ctx, topic);
    return others(ctx, topic);
  },
});

export const listPresence = query({
  name: 'inbox.list_presence',
  summary: 'Tell who else looks at a conversation, and who writes its answer',
  access: 'inbox:read',
  http: { method: 'GET', path: '/inbox/threads/{id}/presence' },
  input: ThreadRef,
  output: Present,
  async run(ctx, { id }) {
    await requireThread(ctx, id);
    return others(ctx, topicOf(id));
  },
});
