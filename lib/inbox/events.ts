import type { Fact } from '@/lib/platform/command';

export type InboxFactName = 'message_received' | 'message_sent' | 'thread_closed' | 'thread_reopened' | 'thread_read';

/** Facts about a thread; its version orders them. */
export const inboxFact = (
  name: InboxFactName,
  threadId: string,
  version: number,
  payload: Record<string, string>,
): Fact => ({
  type: `inbox.${name}`,
  entityType: 'inbox_thread',
  entityId: threadId,
  version,
  payload,
});
