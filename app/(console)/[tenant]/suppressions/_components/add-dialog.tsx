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
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import { addSuppressionAction } from '../actions';
import { channelWords } from './words';

type Kind = 'email' | 'phone';
type Add = { email?: string; phone?: string; channel?: 'all' | 'sms' | 'whatsapp'; detail: string; days?: number };

const kinds = [
  { value: 'email', label: 'Mail address' },
  { value: 'phone', label: 'Phone number' },
] as const;
const channels = (['all', 'sms', 'whatsapp'] as const).map((value) => ({ value, label: channelWords[value] }));
const channelOf = (data: FormData) => channels.find(({ value }) => value === formText(data, 'channel'))?.value ?? 'all';

/** Stops all messages to one address or number, for good or for some days. */
export function AddSuppression({ tenant }: { tenant: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>('email');
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary" icon="plus" aria-label="Add address or number">
          Add
        </Button>
      }
      title="Stop all messages to an address or number"
      description="It holds for every sender and campaign, also when the contact is imported again."
    >
      <ActionForm
        aria-label="Add address or number"
        action={(input: Add) => addSuppressionAction(tenant, input)}
        toInput={(data) => {
          const days = formText(data, 'days');
          return {
            ...(kind === 'email'
              ? { email: formText(data, 'email') }
              : { phone: formText(data, 'phone'), channel: channelOf(data) }),
            detail: formText(data, 'detail'),
            ...(days ? { days: Number(days) } : {}),
          };
        }}
        onSuccess={(made) => {
          setOpen(false);
          toast(`${made.email ?? made.phone} gets nothing more`);
          router.refresh();
        }}
      >
        <FormErrors
          labels={{ email: 'Address', phone: 'Number', channel: 'Stopped on', detail: 'Why', days: 'Days' }}
        />
        <Segmented label="What to stop" value={kind} options={kinds} onChange={setKind} />
        {kind === 'email' ? (
          <Field name="email" label="Address">
            <Input type="text" inputMode="email" maxLength={320} autoComplete="off" />
          </Field>
        ) : (
          <>
            <Field name="phone" label="Number" help="With its country code, such as +49 170 1234567.">
              <Input type="text" inputMode="tel" maxLength={60} autoComplete="off" />
            </Field>
            <Field name="channel" label="Stopped on">
              <Select options={channels} />
            </Field>
          </>
        )}
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
