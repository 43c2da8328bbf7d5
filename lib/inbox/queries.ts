import { and, eq, isNull, sql } from 'drizzle-orm';
import { inboxThreads } from '@/db/schema';
import type { TxCtx } from '@/lib/platform/context';
import { notFound } from '@/lib/platform/errors';
import {
  messageColumns,
  messageTables,
  presentMessage,
  presentThread,
  threadColumns,
  threadTables,
  type MessageRow,
  type ThreadRow,
} from './present';
import type { InboxMessage, ThreadDetail } from './schema';

export type ThreadRecord = typeof inboxThreads.$inferSelect;

const shownMessages = 200;

/** A thread of this tenant, locked until the transaction ends; throws `not_found`. */
export async function holdThread(ctx: TxCtx, id: string): Promise<ThreadRecord> {
  const [row] = await ctx.tx
    .select()
    .from(inboxThreads)
    .where(and(eq(inboxThreads.tenantId, ctx.tenant), eq(inboxThreads.id, id), isNull(inboxThreads.deletedAt)))
    .for('update');
  if (!row) throw notFound('thread');
  return row;
}

/** Throws `not_found` unless the thread is this tenant's. */
export async function requireThread(ctx: TxCtx, id: string): Promise<void> {
  const [row] = await ctx.tx
    .select({ id: inboxThreads.id })
    .from(inboxThreads)
    .where(and(eq(inboxThreads.tenantId, ctx.tenant), eq(inboxThreads.id, id), isNull(inboxThreads.deletedAt)));
  if (!row) throw notFound('thread');
}

/** A thread with its newest messages; throws `not_found`. */
export async function readDetail(ctx: TxCtx, id: string): Promise<ThreadDetail> {
  const [[thread], messages] = await Promise.all([
    ctx.tx.execute<ThreadRow>(
      sql`select ${threadColumns} from ${threadTables} where t.tenant_id = ${ctx.tenant} and t.id = ${id} and t.deleted_at is null`,
    ),
    ctx.tx.execute<MessageRow>(
      sql`select ${messageColumns} from ${messageTables} where m.tenant_id = ${ctx.tenant} and m.thread_id = ${id} order by m.occurred_at desc, m.id desc limit ${shownMessages + 1}`,
    ),
  ]);
  if (!thread) throw notFound('thread');
  const shown = [...messages].slice(0, shownMessages).reverse();
  return { ...presentThread(thread), messages: shown.map(presentMessage), hasEarlier: messages.length > shownMessages };
}

/** One message of a thread. */
export async function readMessage(ctx: TxCtx, id: string): Promise<InboxMessage> {
  const [row] = await ctx.tx.execute<MessageRow>(
    sql`select ${messageColumns} from ${messageTables} where m.tenant_id = ${ctx.tenant} and m.id = ${id}`,
  );
  if (!row) throw notFound('message');
  return presentMessage(row);
}
