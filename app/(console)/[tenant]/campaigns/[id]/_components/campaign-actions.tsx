'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ActionResult } from '@/components/form/result';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { formatNumber } from '@/components/ui/format';
import { toast } from '@/components/ui/toast-store';
import type { Campaign } from '@/lib/campaigns/schema';
import {
  cancelCampaignAction,
  launchCampaignAction,
  pauseCampaignAction,
  resumeCampaignAction,
  unscheduleCampaignAction,
} from '../../actions';
import { ChangeTime } from './change-time';
import { Resume } from './resume';
import { SendNow } from './send-now';
import { tellStatus, useStatus, type Known } from './status-now';

const takenBack = 'A draft again: it is not sent until you say so';

type CampaignActionsProps = Known & {
  tenant: string;
  name: string;
  isSeries: boolean;
  /** Its hour is part of it: it cannot be sent at once. */
  isTimed: boolean;
  /** When it begins, and by whose clock; null where it waits for no time, or its series has run already. */
  begins: { scheduledAt: string; zone: string; sendLocal: boolean } | null;
  left: number;
  /** How words that were changed in a pause are mended. */
  mend: string;
};

/** Pause, resume, cancel, send now, another time or none: what the campaign's state allows. */
export function CampaignActions({
  tenant,
  name,
  isSeries,
  isTimed,
  begins,
  left,
  mend,
  ...page
}: CampaignActionsProps) {
  const { id } = page;
  const router = useRouter();
  const status = useStatus(page);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const run = async (
    call: (tenant: string, input: { id: string }) => Promise<ActionResult<Campaign>>,
    done: string,
  ) => {
    setBusy(true);
    try {
      const result = await call(tenant, { id });
      setError(result.ok ? null : result.error.message);
      if (result.ok) {
        tellStatus(result.value);
        toast(done);
      }
    } catch {
      setError('The server did not answer. Look at the state below, then try again.');
    } finally {
      setBusy(false);
      router.refresh();
    }
  };
  const resume = () => run(resumeCampaignAction, 'Going on');
  const mayCancel = status === 'scheduled' || status === 'sending' || status === 'paused';
  return (
    <>
      {error ? (
        <p role="alert" className="self-center text-xs text-bad-text">
          {error}
        </p>
      ) : null}
      {status === 'sending' || (isSeries && status === 'scheduled') ? (
        <Button icon="pause" busy={busy} onClick={() => void run(pauseCampaignAction, 'Paused')}>
          Pause
        </Button>
      ) : null}
      {status === 'paused' ? <Resume {...{ id, tenant, name, left, mend, busy, resume }} onError={setError} /> : null}
      {status === 'scheduled' && begins ? (
        <>
          <ChangeTime {...{ tenant, id, name, isSeries, ...begins }} />
          <Button icon="rotate-ccw" busy={busy} onClick={() => void run(unscheduleCampaignAction, takenBack)}>
            Back to draft
          </Button>
        </>
      ) : null}
      {status === 'scheduled' && !isTimed ? (
        <SendNow tenant={tenant} id={id} name={name} send={() => run(launchCampaignAction, 'Sending has begun')} />
      ) : null}
      {mayCancel ? (
        <Confirm
          trigger={
            <Button variant="danger">
              Cancel<span className="max-md:sr-only"> campaign</span>
            </Button>
          }
          title={left > 0 ? `Cancel “${name}” for the ${formatNumber(left)} left` : `Cancel “${name}”`}
          confirmLabel="Cancel campaign"
          cancelLabel="Keep it"
          danger
          onConfirm={() => run(cancelCampaignAction, 'Cancelled')}
        >
          Who was not sent to yet is skipped, with that reason. What was sent stays sent, and its opens, clicks and
          replies still come in. A cancelled campaign cannot be resumed.
        </Confirm>
      ) : null}
    </>
  );
}
