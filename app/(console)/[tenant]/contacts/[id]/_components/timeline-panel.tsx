import { listTimeline } from '@/lib/contacts';
import { timelineKinds } from '@/lib/contacts/vocabulary';
import { listPeople } from '@/lib/identity';
import type { Ctx } from '@/lib/platform/context';
import { load, mayOpen } from '@/lib/platform/page';
import { sourcesOf } from '../../../timeline-sources';
import { KindFilter } from './kind-filter';
import { Past } from './past';

type TimelinePanelProps = { ctx: Ctx; id: string; kind: string | undefined; now: string };

/** What happened with a contact, all of it or one kind. */
export async function TimelinePanel({ ctx, id, kind: asked, now }: TimelinePanelProps) {
  const kind = timelineKinds.find((each) => each === asked);
  const [page, people] = await Promise.all([
    load(listTimeline(ctx, { id, kind })),
    // A role without the inbox sees the past without the names of colleagues.
    mayOpen(ctx, 'inbox:read') ? listPeople(ctx, {}) : { items: [] },
  ]);
  return (
    <>
      <KindFilter tenant={ctx.tenant} id={id} kind={kind} />
      {page.items.length === 0 ? (
        <p className="text-ink-3">{kind ? 'Nothing of this kind has happened.' : 'Nothing has happened yet.'}</p>
      ) : (
        <Past
          key={kind ?? 'all'}
          tenant={ctx.tenant}
          id={id}
          kind={kind}
          first={{ ...page, sources: await sourcesOf(ctx, page.items) }}
          people={Object.fromEntries(people.items.map((each) => [each.id, each.name]))}
          now={now}
          zone={ctx.timeZone}
        />
      )}
    </>
  );
}
