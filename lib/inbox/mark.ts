import { and, eq } from 'drizzle-orm';
import { inboxThreads } from '@/db/schema';
import { command, type CommandCtx } from '@/lib/platform/command';
import { inboxFact, type InboxFactName } from './events';
import { holdThread, readDetail, type ThreadRecord } from './queries';
import { ThreadDetail, ThreadRef } from './schema';
import type { ThreadStatus } from './vocabulary';

/** Writes a change of a thread with its fact; a change that changes nothing writes nothing. */
async function change(
  ctx: CommandCtx,
  id: string,
  name: InboxFactName,
  set: { status?: ThreadStatus; unread?: number },
): Promise<ThreadDetail> {
  const before: ThreadRecord = await holdThread(ctx, id);
  const differs =
    (set.status !== undefined && set.status !== before.status) ||
    (set.unread !== undefined && set.unread !== before.unread);
  if (differs) {
    const version = before.version + 1;
    await ctx.tx
      .update(inboxThreads)
      .set({ ...set, version, updatedAt: ctx.clock.now() })
      .where(and(eq(inboxThreads.tenantId, ctx.tenant), eq(inboxThreads.id, id)));
    ctx.emit(inboxFact(name, id, version, { threadId: id, contactId: before.contactId }));
  }
  return readDetail(ctx, id);
}

export const closeThread = command({
  name: 'inbox.close_thread',
  summary: 'Close a conversation; an answer of the person opens it again',
  access: 'inbox:write',
  http: { method: 'POST', path: '/inbox/threads/{id}/close' },
  input: ThreadRef,
  output: ThreadDetail,
  entity: (input) => ({ type: 'inbox_thread', id: input.id }),
  run: (ctx, { id }) => change(ctx, id, 'thread_closed', { status: 'closed', unread: 0 }),
});

export const reopenThread = command({
  name: 'inbox.reopen_thread',
  summary: 'Open a closed conversation again',
  access: 'inbox:write',
  http: { method: 'POST', path: '/inbox/threads/{id}/reopen' },
  input: ThreadRef,
  output: ThreadDetail,
  entity: (input) => ({ type: 'inbox_thread', id: input.id }),
  run: (ctx, { id }) => change(ctx, id, 'thread_reopened', { status: 'open' }),
});

export const readThread = command({
  name: 'inbox.read_thread',
  summary: 'Mark everything in a conversation as read',
  access: 'inbox:write',
  http: { method: 'POST', path: '/inbox/threads/{id}/read' },
  input: ThreadRef,
  output: ThreadDetail,
  entity: (input) => ({ type: 'inbox_thread', id: input.id }),
  run: (ctx, { id }) => change(ctx, id, 'thread_read', { unread: 0 }),
});
