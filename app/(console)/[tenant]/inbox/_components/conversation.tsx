import Link from 'next/link';
import { channelNames } from '@/components/contacts/channel-names';
import { PresenceFaces, ThreadPresence } from '@/components/inbox/presence';
import { Badge } from '@/components/ui/badge';
import { IconLink } from './icon-link';
import { Icon } from '@/components/ui/icon';
import { Note } from '@/components/ui/note';
import type { ThreadDetail } from '@/lib/inbox/schema';
import { pages } from '@/lib/paths';
import type { Ctx } from '@/lib/platform/context';
import { mayOpen } from '@/lib/platform/page';
import { Composer } from './composer';
import { ContextPane } from './context-pane';
import { ContextSheet } from './context-sheet';
import type { GateAnswer } from './gate-line';
import { MessageCard, senderName } from './message-card';
import { ScrollToEnd } from './scroll-to-end';
import { ThreadActions } from './thread-actions';

type ConversationProps = { ctx: Ctx; thread: ThreadDetail; gate: GateAnswer | null; backHref: string };

/** One conversation: what it answers, its messages, and the answer being written. */
export function Conversation({ ctx, thread, gate, backHref }: ConversationProps) {
  const { tenant } = ctx;
  const now = ctx.clock.now().toISOString();
  const mayWrite = mayOpen(ctx, 'inbox:write');
  const { contact } = thread;
  const lastAnswer = thread.messages.findLast(({ direction }) => direction === 'outbound');
  return (
    <ThreadPresence key={thread.id} tenant={tenant} threadId={thread.id}>
      <section aria-label="Conversation" className="flex min-h-0 min-w-0 flex-col bg-surface">
        <header className="flex min-h-13 flex-none items-center gap-2 border-b border-line px-5 py-2 max-md:px-2">
          <IconLink href={backHref} label="Back to the conversations" icon="chevron-left" className="md:hidden" />
          <h2 dir="auto" className="min-w-0 flex-1 truncate text-sm font-semibold">
            {thread.subject}
          </h2>
          {thread.channel === 'email' ? null : (
            <Badge tone="line" icon="message-circle">
              {channelNames[thread.channel]}
            </Badge>
          )}
          <PresenceFaces />
          {thread.status === 'closed' ? <Badge>Closed</Badge> : null}
          <span className="min-[1180px]:hidden">
            <ContextSheet name={contact.displayName}>
              <ContextPane ctx={ctx} contactId={contact.id} channel={thread.channel} />
            </ContextSheet>
          </span>
          {mayWrite ? (
            <ThreadActions
              key={thread.id}
              tenant={tenant}
              id={thread.id}
              status={thread.status}
              unread={thread.unread}
              who={contact.displayName}
            />
          ) : null}
        </header>
        {thread.campaignId && thread.campaignName ? (
          <p className="flex flex-none items-center gap-2 border-b border-line bg-canvas px-5 py-2 text-xs text-ink-2 max-md:px-4">
            <Icon name="send" size={14} className="text-ink-3" />
            <span>
              Answers{' '}
              <Link className="link" href={pages.campaign(tenant, thread.campaignId)}>
                {thread.campaignName}
              </Link>
            </span>
          </p>
        ) : null}
        <div
          role="region"
          aria-label="Messages"
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto -outline-offset-2 scroll-thin"
        >
          {thread.hasEarlier ? (
            <p className="px-5 py-2 text-xs text-ink-3">Earlier messages stand on the contact’s timeline.</p>
          ) : null}
          {thread.messages.map((message) => (
            <MessageCard
              key={message.id}
              message={message}
              contactName={contact.displayName}
              failedHref={(state) => pages.failedMessages(ctx.tenant, { source: 'inbox', state })}
              now={now}
              zone={ctx.timeZone}
            />
          ))}
          <ScrollToEnd count={thread.messages.length} />
        </div>
        {mayWrite && gate ? (
          <Composer
            key={thread.id}
            tenant={tenant}
            threadId={thread.id}
            to={thread.channel === 'email' ? (contact.email ?? contact.displayName) : contact.displayName}
            gate={gate}
            newestId={thread.messages.at(-1)?.id}
            lastAnswer={
              lastAnswer ? { id: lastAnswer.id, by: senderName(lastAnswer), at: lastAnswer.occurredAt } : null
            }
            now={now}
            zone={ctx.timeZone}
          />
        ) : (
          <div className="flex-none border-t border-line p-4">
            <Note>
              {mayWrite
                ? 'This contact has been deleted, so nobody can be answered.'
                : 'Your role may read conversations, not answer them.'}
            </Note>
          </div>
        )}
      </section>
    </ThreadPresence>
  );
}
