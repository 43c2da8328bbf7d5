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
import { addSuppressionAction } from '../actions';

type Add = { email: string; detail: string; days?: number };

/** Stops all messages to one address, for good or for some days. */
export function AddSuppression({ tenant }: { tenant: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon="plus">
          Add address
        </Button>
      }
      title="Stop all messages to an address"
      description="It holds for every sender and campaign, also when the contact is imported again."
    >
      <ActionForm
        aria-label="Add address"
        action={(input: Add) => addSuppressionAction(tenant, input)}
        toInput={(data) => {
          const days = formText(data, 'days');
          return {
            email: formText(data, 'email'),
            detail: formText(data, 'detail'),
            ...(days ? { days: Number(days) } : {}),
          };
        }}
        onSuccess={(made) => {
          setOpen(false);
          toast(`${made.email} gets nothing more`);
          router.refresh();
        }}
      >
        <FormErrors labels={{ email: 'Address', detail: 'Why', days: 'Days' }} />
        <Field name="email" label="Address">
          <Input type="text" inputMode="email" maxLength={320} autoComplete="off" />
        </Field>
        <Field name="detail" label="Why" help="Shown in this list to everybody who looks after contacts.">
          <Input maxLength={300} autoComplete="off" />
        </Field>
        <Field
          name="days"
          label="Days"
          optional
          help="It ends by itself after so many days. Empty: until you remove it."
        >
          <Input inputMode="numeric" maxLength={4} autoComplete="off" />
        </Field>
        <SubmitRow label="Stop messages" onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
