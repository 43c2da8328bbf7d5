'use client';

import { useEffect, useState } from 'react';
import type { CampaignReach } from '@/lib/campaigns/schema';
import type { ActionResult } from '../form/result';
import { Card } from '../ui/card';
import { Note } from '../ui/note';
import { Skeleton } from '../ui/skeleton';
import type { Mending } from './problem-notes';
import { ReachView } from './reach-view';

type ReachCardProps = Mending & {
  /** Asks the server; a new function asks again. */
  ask: () => Promise<ActionResult<CampaignReach>>;
  /** Told what came, so that what blocks can block. */
  onKnown?: (reach: CampaignReach | null) => void;
};

/** What the world outside says of a campaign; it takes its time, and nothing waits for it. */
export function ReachCard({ ask, onKnown, ...mending }: ReachCardProps) {
  const [reach, setReach] = useState<CampaignReach | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    let stale = false;
    setReach(null);
    setFailed(null);
    onKnown?.(null);
    ask().then(
      (result) => {
        if (stale) return;
        if (!result.ok) return setFailed(result.error.message);
        setReach(result.value);
        onKnown?.(result.value);
      },
      () => !stale && setFailed('The server did not answer.'),
    );
    return () => {
      stale = true;
    };
  }, [ask, onKnown]);
  return (
    <Card title="Sender and links" meta="asked of DNS and the pages themselves">
      {failed ? (
        <Note tone="bad" title="They could not be checked.">
          {failed}
        </Note>
      ) : reach ? (
        <ReachView {...mending} reach={reach} />
      ) : (
        <div role="status" className="flex flex-col gap-3">
          <span className="sr-only">Asking DNS and the links</span>
          <Skeleton className="w-72" />
          <Skeleton className="w-80" />
        </div>
      )}
    </Card>
  );
}
