import Link from 'next/link';
import { channelNames } from '@/components/contacts/channel-names';
import { ListSearch } from '@/components/templates/list-search';
import { Avatar } from '@/components/ui/avatar';
import { Badge, Count } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { EmptyState } from '@/components/ui/states';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import type { Thread } from '@/lib/inbox/schema';
import type { ThreadStatus } from '@/lib/inbox/vocabulary';
import { pages } from '@/lib/paths';

export type InboxView = { status: ThreadStatus; q?: string; cursor?: string };
type ThreadListProps = {
  tenant: string;
  threads: readonly Thread[];
  nextCursor: string | null;
  view: InboxView;
  current?: string;
  now: string;
  zone: string;
};

/** An inbox address that keeps which list is shown. */
export function inboxHref(tenant: string, view: InboxView, thread?: string): string {
  const params = new URLSearchParams({
    ...(view.status === 'closed' ? { status: 'closed' } : {}),
    ...(view.q ? { q: view.q } : {}),
    ...(view.cursor ? { cursor: view.cursor } : {}),
  });
  return `${pages.inbox(tenant, thread)}${params.size ? `?${params}` : ''}`;
}

/** The conversations of this view, the latest first. */
export function ThreadList({ tenant, threads, nextCursor, view, current, now, zone }: ThreadListProps) {
  const unread = threads.filter((thread) => thread.unread > 0).length;
  const { q } = view;
  return (
    <section aria-label="Conversations" className="flex min-h-0 flex-col border-r border-line bg-surface">
      <header className="flex flex-none flex-col gap-2 border-b border-line px-4 pt-3">
        <div className="flex items-center gap-2">
          <p aria-hidden className="text-lg font-semibold">
            Inbox
          </p>
          {unread > 0 ? <Count value={unread} /> : null}
        </div>
        <ListSearch label="Find a conversation" />
        <Tabs
          label="Inbox views"
          tabs={[
            { href: inboxHref(tenant, { status: 'open' }), label: 'Open', current: view.status === 'open' },
            { href: inboxHref(tenant, { status: 'closed' }), label: 'Closed', current: view.status === 'closed' },
          ]}
        />
      </header>
      {threads.length === 0 ? (
        q ? (
          <EmptyState
            icon="search"
            title="No conversation matches"
            actions={<ButtonLink href={inboxHref(tenant, { status: view.status })}>Remove the search</ButtonLink>}
          >
            Nothing {view.status} has “{q}” in its subject, name or address.
          </EmptyState>
        ) : (
          <EmptyState icon="inbox" title={view.status === 'open' ? 'Nothing to answer' : 'Nothing is closed yet'}>
            {view.status === 'open'
              ? 'When somebody answers one of your messages, the conversation opens here by itself.'
              : 'Conversations that you close are kept here.'}
          </EmptyState>
        )
      ) : (
        <ul className="min-h-0 flex-1 divide-y divide-line overflow-y-auto scroll-thin">
          {threads.map((thread) => (
            <li key={thread.id}>
              <ThreadRow
                thread={thread}
                href={inboxHref(tenant, view, thread.id)}
                current={thread.id === current}
                now={now}
                zone={zone}
              />
            </li>
          ))}
          {nextCursor || view.cursor ? (
            <li className="flex justify-center gap-2 p-3">
              {view.cursor ? (
                <ButtonLink size="sm" href={inboxHref(tenant, { status: view.status, ...(q ? { q } : {}) })}>
                  Latest
                </ButtonLink>
              ) : null}
              {nextCursor ? (
                <ButtonLink size="sm" href={inboxHref(tenant, { ...view, cursor: nextCursor })}>
                  Earlier conversations
                </ButtonLink>
              ) : null}
            </li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

function ThreadRow({
  thread,
  href,
  current,
  now,
  zone,
}: {
  thread: Thread;
  href: string;
  current: boolean;
  now: string;
  zone: string;
}) {
  const unread = thread.unread > 0;
  return (
    <Link
      href={href}
      scroll={false}
      data-thread={thread.id}
      aria-current={current || undefined}
      className="relative flex gap-3 px-4 py-3 -outline-offset-2 hover:bg-hover aria-[current]:bg-accent-soft"
    >
      {unread ? <span aria-hidden className="absolute top-6 left-1.5 size-1.75 rounded-full bg-accent" /> : null}
      <Avatar name={thread.contact.displayName} size="md" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className={`min-w-0 flex-1 truncate ${unread ? 'font-semibold' : 'font-medium'}`}>
            {unread ? <span className="sr-only">Unread: </span> : null}
            {thread.contact.displayName}
          </span>
          <span className="text-xs text-ink-3">
            <Time at={thread.lastMessageAt} now={now} zone={zone} />
          </span>
        </span>
        <span dir="auto" className={`block truncate ${unread ? 'font-medium' : 'text-ink-2'}`}>
          {thread.subject}
        </span>
        <span dir="auto" className="block truncate text-xs text-ink-3">
          {thread.snippet}
        </span>
        <span className="mt-1 flex items-center gap-1.5 text-ink-3">
          {thread.channel === 'email' ? (
            <Icon name="mail" size={14} />
          ) : (
            <Badge tone="line" icon="message-circle">
              {channelNames[thread.channel]}
            </Badge>
          )}
          {thread.lastDirection === 'outbound' ? (
            <Badge>Answered</Badge>
          ) : (
            <Badge tone="live">Waits for an answer</Badge>
          )}
        </span>
      </span>
    </Link>
  );
}
