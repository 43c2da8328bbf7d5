'use client';

import { useEffect, useRef, useState } from 'react';
import { Timeline, type TimelinePart } from '@/components/contacts/timeline';
import { mergePages } from '@/components/contacts/timeline-days';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import type { TimelineKind } from '@/lib/contacts/vocabulary';
import { moreTimeline } from '../../timeline-actions';

type PastProps = {
  tenant: string;
  id: string;
  kind: TimelineKind | undefined;
  first: TimelinePart;
  people: Record<string, string>;
  now: string;
  zone: string;
};

/** The timeline from its newest line on; older ones are read as one asks for them, and stay when new ones arrive. */
export function Past({ tenant, id, kind, first, people, now, zone }: PastProps) {
  const [held, setHeld] = useState(first);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const shown = useRef(first);
  useEffect(() => {
    if (shown.current === first) return;
    shown.current = first;
    setHeld((before) => {
      const items = mergePages(first, before.items);
      const grown = items.length > first.items.length;
      return {
        items,
        nextCursor: grown ? before.nextCursor : first.nextCursor,
        sources: { ...before.sources, ...first.sources },
      };
    });
  }, [first]);
  const more = async () => {
    setBusy(true);
    const result = await moreTimeline(tenant, { id, kind, cursor: held.nextCursor ?? undefined }).catch(() => null);
    setBusy(false);
    if (!result?.ok) return setError(result?.error.message ?? 'The server did not answer. Try again.');
    setError(null);
    const { items, nextCursor, sources } = result.value;
    setHeld((before) => ({
      items: [...before.items, ...items],
      nextCursor,
      sources: { ...before.sources, ...sources },
    }));
  };
  return (
    <>
      <Timeline items={held.items} sources={held.sources} people={people} now={now} zone={zone} />
      {error ? <Note tone="bad" alert title={error} /> : null}
      {held.nextCursor ? (
        <Button size="sm" busy={busy} onClick={() => void more()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
