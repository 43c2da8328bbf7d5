'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toast-store';
import { localTimeAt, type Campaign } from '@/lib/campaigns/schema';
import { rescheduleCampaignAction } from '../../actions';
import { StartField, startChosen } from '../../_components/start-field';
import { tellStatus } from './status-now';

type ChangeTimeProps = {
  tenant: string;
  id: string;
  name: string;
  /** When it begins as it stands. */
  scheduledAt: string;
  /** The organisation's time zone. */
  zone: string;
  sendLocal: boolean;
  isSeries: boolean;
};

/** Moves what waits for its time; what has begun meanwhile is refused by the server, and says so. */
export function ChangeTime({ tenant, id, name, scheduledAt, zone, ...kind }: ChangeTimeProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const stands = localTimeAt(scheduledAt, zone);
  const [at, setAt] = useState(stands);
  const chosen = startChosen(at, zone);
  const show = (on: boolean) => {
    setOpen(on);
    setAt(stands);
  };
  const moved = (campaign: Campaign) => {
    tellStatus(campaign);
    toast('It begins at the new time');
    setOpen(false);
    router.refresh();
  };
  const reason = at === '' ? 'Choose a date and time' : chosen?.wrong;
  return (
    <Dialog
      title={`Change the time of “${name}”`}
      open={open}
      onOpenChange={show}
      trigger={<Button icon="calendar">Change time</Button>}
    >
      <ActionForm
        aria-label="Change time"
        action={(input: { id: string; localTime: string }) => rescheduleCampaignAction(tenant, input)}
        toInput={() => ({ id, localTime: at.slice(0, 16) })}
        onSuccess={moved}
      >
        <StartField {...{ zone, ...kind, value: at, onChange: setAt }} />
        {chosen && !chosen.wrong ? (
          <p role="status">
            {kind.isSeries ? 'It first runs on the first day of its rule from ' : 'It begins on '}
            {chosen.words}
            {kind.isSeries ? ' on' : ''}
            {kind.sendLocal ? ', on each person’s own clock' : ''}.
          </p>
        ) : null}
        <FormErrors labels={{ localTime: kind.isSeries ? 'First run' : 'Date and time' }} />
        <SubmitRow label="Change time" onCancel={() => show(false)} {...(reason ? { reason } : {})} />
      </ActionForm>
    </Dialog>
  );
}
