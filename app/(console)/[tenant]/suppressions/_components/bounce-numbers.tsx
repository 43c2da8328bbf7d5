'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { BounceSettings } from '@/lib/suppressions/schema';
import { setBounceSettingsAction } from '../actions';

const fields = [
  [
    'softLimit',
    'Soft bounces in a row',
    'So many messages that come back for now, with nothing delivered between, stop the address or number.',
  ],
  ['softWindowDays', 'Forget after days', 'A soft bounce older than this no longer counts.'],
  ['expireDays', 'Try again after days', 'It is taken off the list by itself then.'],
] as const;

/** When messages that come back for now stop an address or number, and for how long. */
export function BounceNumbers({ tenant, settings }: { tenant: string; settings: BounceSettings }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon="settings">Bounce rules</Button>}
      title="Messages that come back"
      description="A mailbox or number that does not exist is stopped at once and for good. A full mailbox, or a phone that is off, gets further chances:"
    >
      <ActionForm
        aria-label="Bounce rules"
        action={(input: Record<keyof BounceSettings, string>) => setBounceSettingsAction(tenant, input)}
        toInput={(data) => ({
          softLimit: formText(data, 'softLimit'),
          softWindowDays: formText(data, 'softWindowDays'),
          expireDays: formText(data, 'expireDays'),
        })}
        onSuccess={() => {
          setOpen(false);
          toast('Saved');
          router.refresh();
        }}
      >
        <FormErrors labels={Object.fromEntries(fields.map(([name, label]) => [name, label]))} />
        {fields.map(([name, label, help]) => (
          <Field key={name} name={name} label={label} help={help}>
            <Input inputMode="numeric" maxLength={4} defaultValue={String(settings[name])} autoComplete="off" />
          </Field>
        ))}
        <SubmitRow label="Save" onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
