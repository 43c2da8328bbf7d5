import type { ReactNode } from 'react';
import { LiveRefresh } from '@/components/live/live-refresh';
import { listThreads } from '@/lib/inbox';
import { threadStatuses } from '@/lib/inbox/vocabulary';
import type { Ctx } from '@/lib/platform/context';
import { single, type SearchParams } from '../../../keyset';
import { InboxKeys } from './inbox-keys';
import { inboxHref, ThreadList, type InboxView } from './thread-list';

/** Which list the address asks for. */
export async function inboxView(searchParams: SearchParams): Promise<InboxView> {
  const { status, q, cursor } = await single(searchParams);
  return {
    status: threadStatuses.find((each) => each === status) ?? 'open',
    ...(q ? { q: q.slice(0, 200) } : {}),
    ...(cursor ? { cursor } : {}),
  };
}

type PanesProps = { ctx: Ctx; view: InboxView; current?: string; children: ReactNode; aside?: ReactNode };

/** List, conversation, context, each scrolling alone; one pane at a time on a phone, the context as a sheet below 1180 px. */
export async function InboxPanes({ ctx, view, current, children, aside }: PanesProps) {
  const { tenant } = ctx;
  const list = await listThreads(ctx, { ...view, limit: 50 });
  const hrefs = list.items.map((thread) => inboxHref(tenant, view, thread.id));
  return (
    <div className="absolute inset-0 grid grid-cols-[20.25rem_minmax(0,1fr)_18.25rem] grid-rows-[minmax(0,1fr)] max-[1180px]:grid-cols-[minmax(15rem,20.25rem)_minmax(0,1fr)] max-md:grid-cols-1">
      {/* On a phone the list and its title are hidden behind the conversation. */}
      <h1 className="sr-only">Inbox</h1>
      <LiveRefresh types={['inbox.', 'message.']} />
      <InboxKeys hrefs={hrefs} at={list.items.findIndex((thread) => thread.id === current)} />
      <div className={`grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] ${current ? 'max-md:hidden' : ''}`}>
        <ThreadList
          tenant={tenant}
          threads={list.items}
          nextCursor={list.nextCursor}
          view={view}
          {...(current ? { current } : {})}
          now={ctx.clock.now().toISOString()}
          zone={ctx.timeZone}
        />
      </div>
      <div
        className={`grid min-h-0 min-w-0 grid-cols-[minmax(0,1fr)] ${current ? '' : 'max-md:hidden min-[1180px]:col-span-2'}`}
      >
        {children}
      </div>
      {aside ? (
        <aside
          aria-label="Contact"
          tabIndex={0}
          className="min-h-0 overflow-y-auto border-l border-line bg-surface -outline-offset-2 scroll-thin max-[1180px]:hidden"
        >
          {aside}
        </aside>
      ) : null}
    </div>
  );
}
