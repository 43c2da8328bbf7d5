'use client';

import { useState } from 'react';
import { goesToText } from '@/components/campaigns/expected';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { preflightCampaignAction } from '../../actions';

type SendNowProps = { tenant: string; id: string; name: string; send: () => Promise<void> };

/** Sends what was scheduled at once; whom it reaches is counted when it asks, since nobody is planned yet. */
export function SendNow({ tenant, id, name, send }: SendNowProps) {
  const [people, setPeople] = useState<string | null>(null);
  const count = async (open: boolean) => {
    if (!open) return;
    setPeople(null);
    try {
      const result = await preflightCampaignAction(tenant, { id });
      setPeople(result.ok ? goesToText(result.value) : `How many get it could not be counted: ${result.error.message}`);
    } catch {
      setPeople('How many get it could not be counted: the server did not answer.');
    }
  };
  return (
    <Confirm
      trigger={<Button icon="send">Send now</Button>}
      title={`Send “${name}” now`}
      confirmLabel="Send now"
      onOpenChange={(open) => void count(open)}
      onConfirm={send}
    >
      <span role="status" className="mb-2 block">
        {people ?? 'How many get it is being counted.'}
      </span>
      It was scheduled for later. What has been handed over cannot be called back.
    </Confirm>
  );
}
