'use client';

import { useCallback, useEffect, useState } from 'react';
import type { Mending } from '@/components/campaigns/problem-notes';
import { PreflightView } from '@/components/campaigns/preflight-view';
import { ReachCard } from '@/components/campaigns/reach-card';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Note } from '@/components/ui/note';
import { Skeleton } from '@/components/ui/skeleton';
import type { CampaignReach, Preflight } from '@/lib/campaigns/schema';
import type { Channel } from '@/lib/contacts/vocabulary';
import { checkReachAction, preflightCampaignAction } from '../actions';
import { LaunchCard } from './launch-card';
import { TestCard } from './test-card';
import type { CampaignDraft } from './use-campaign-draft';

type CheckStepProps = Mending & {
  campaignId: string;
  draft: CampaignDraft;
  channel: Channel;
  zone: string;
  maySend: boolean;
};

/** What would happen, then the one button that makes it happen. */
export function CheckStep({ tenant, mayMend, campaignId, draft, channel, zone, maySend }: CheckStepProps) {
  const [preflight, setPreflight] = useState<Preflight | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  // A new object asks again.
  const [ask, setAsk] = useState({ id: campaignId });
  const [reach, setReach] = useState<CampaignReach | null>(null);
  const askReach = useCallback(() => checkReachAction(tenant, ask), [tenant, ask]);
  useEffect(() => {
    let stale = false;
    setPreflight(null);
    setFailed(null);
    preflightCampaignAction(tenant, ask).then(
      (result) => {
        if (stale) return;
        if (result.ok) setPreflight(result.value);
        else setFailed(result.error.message);
      },
      () => !stale && setFailed('The server did not answer.'),
    );
    return () => {
      stale = true;
    };
  }, [tenant, ask]);
  const again = (
    <Button size="sm" icon="refresh-cw" onClick={() => setAsk({ id: campaignId })}>
      Check again
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <Card title="If it were sent now" actions={preflight ? again : null}>
        {failed ? (
          <Note tone="bad" alert title="The check failed." actions={again}>
            {failed}
          </Note>
        ) : preflight ? (
          <PreflightView {...{ tenant, mayMend, preflight, zone, channel }} />
        ) : (
          <div role="status" className="flex flex-col gap-3">
            <span className="sr-only">Asking the gate about every person</span>
            <Skeleton className="h-8 w-64" />
            <Skeleton className="w-80" />
            <Skeleton className="w-72" />
          </div>
        )}
      </Card>
      <TestCard {...{ tenant, campaignId, channel, zone }} variants={draft.variants.map(({ name }) => name)} />
      <ReachCard tenant={tenant} mayMend={mayMend} ask={askReach} onKnown={setReach} />
      {preflight ? (
        <LaunchCard
          tenant={tenant}
          campaignId={campaignId}
          draft={draft}
          zone={zone}
          willSend={preflight.willSend}
          test={preflight.test}
          problems={[...preflight.problems, ...(reach?.problems ?? [])]}
          maySend={maySend}
        />
      ) : null}
    </div>
  );
}
