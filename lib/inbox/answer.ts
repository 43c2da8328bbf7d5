import { and, desc, eq } from 'drizzle-orm';
import { contactTimelineEvents, inboxMessages, inboxThreads } from '@/db/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import { command } from '@/lib/platform/command';
import { config } from '@/lib/platform/config';
import { actorLabel, type TxCtx } from '@/lib/platform/context';
import { uuidv7 } from '@/lib/platform/ids';
import { inboxFact } from './events';
import { refuseOvertaken } from './overtaken';
import { holdThread, readMessage, type ThreadRecord } from './queries';
import { mayAnswer, queueAnswer } from './queue';
import { Answer, InboxMessage } from './schema';

const maxReferences = 20;
// What we put behind the id of a second mail under the same Message-ID is no part of it.
const realId = (externalId: string): string | null =>
  externalId.startsWith('sha256.') ? null : externalId.replace(/~[0-9a-f]{16}$/, '');

/** What In-Reply-To and References say: the chain that the person's mail program knows. */
async function chainOf(ctx: TxCtx, thread: ThreadRecord): Promise<{ inReplyTo: string | null; references: string[] }> {
  const [last] = await ctx.tx
    .select()
    .from(inboxMessages)
    .where(
      and(
        eq(inboxMessages.tenantId, ctx.tenant),
        eq(inboxMessages.threadId, thread.id),
        eq(inboxMessages.direction, 'inbound'),
      ),
    )
    .orderBy(desc(inboxMessages.occurredAt), desc(inboxMessages.id))
    .limit(1);
  if (!last) return { inReplyTo: null, references: [] };
  const id = realId(last.externalId);
  const references = [
    ...new Set([...last.references, ...(last.inReplyTo ? [last.inReplyTo] : []), ...(id ? [id] : [])]),
  ];
  return { inReplyTo: id, references: references.slice(-maxReferences) };
}

export const answerThread = command({
  name: 'inbox.answer',
  summary: 'Answer in a conversation; it goes out through the gate and the pipeline like every message',
  access: 'inbox:write',
  http: { method: 'POST', path: '/inbox/threads/{id}/messages', status: 201 },
  input: Answer,
  output: InboxMessage,
  entity: (input) => ({ type: 'inbox_thread', id: input.id }),
  async run(ctx, { id, body, afterMessageId }) {
    const thread = await holdThread(ctx, id);
    if (afterMessageId) await refuseOvertaken(ctx, id, afterMessageId);
    const channel = thread.channel as Channel;
    const { address, verdict } = await mayAnswer(ctx, thread.contactId, channel);
    const now = ctx.clock.now();
    const [messageId, pipelineId] = [uuidv7(now), uuidv7(now)];
    const chain = await chainOf(ctx, thread);
    // The pipeline's Message-ID is known beforehand, so that an answer to this answer finds its thread.
    await ctx.tx.insert(inboxMessages).values({
      tenantId: ctx.tenant,
      id: messageId,
      threadId: id,
      direction: 'outbound',
      channel,
      subject: `Re: ${thread.subject}`,
      body: body.replaceAll('\0', ''),
      externalId: `m.${pipelineId}@${config().mailDomain}`,
      ...chain,
      pipelineMessageId: pipelineId,
      sentBy: actorLabel(ctx.actor),
      occurredAt: now,
    });
    await queueAnswer(ctx, {
      id: pipelineId,
      inboxMessageId: messageId,
      contactId: thread.contactId,
      channel,
      address,
      verdict,
    });
    const version = thread.version + 1;
    await ctx.tx
      .update(inboxThreads)
      .set({ status: 'open', unread: 0, lastDirection: 'outbound', lastMessageAt: now, version, updatedAt: now })
      .where(and(eq(inboxThreads.tenantId, ctx.tenant), eq(inboxThreads.id, id)));
    await ctx.tx.insert(contactTimelineEvents).values({
      tenantId: ctx.tenant,
      contactId: thread.contactId,
      eventType: 'inbox.message_sent',
      title: `Re: ${thread.subject}`.slice(0, 300),
      details: { threadId: id, messageId },
      sourceType: 'inbox_thread',
      sourceId: id,
      actor: actorLabel(ctx.actor),
      occurredAt: now,
    });
    ctx.audit({ messageId });
    ctx.emit(inboxFact('message_sent', id, version, { threadId: id, messageId, contactId: thread.contactId }));
    return readMessage(ctx, messageId);
  },
});
