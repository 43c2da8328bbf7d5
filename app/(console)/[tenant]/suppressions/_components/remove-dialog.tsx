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
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import type { Suppression } from '@/lib/suppressions/schema';
import { removeSuppressionAction } from '../actions';

const meaning: Record<Suppression['reason'], string> = {
  bounce:
    'Its server or network said that there is nobody. If that is still so, the next message comes back and it returns here.',
  soft_bounce: 'Its messages came back several times in a row. The count begins anew.',
  complaint:
    'The person reported you for spam. Consent stays withdrawn: they get a mailing only after they agree again.',
  unsubscribe:
    'The person asked to get no more mailings. Consent stays withdrawn: they get one only after they agree again.',
  manual: 'Somebody of you stopped it by hand.',
};

type Remove = { id: string; note: string; confirm?: string };

/** Takes one address or number off the list, with the reason; a complaint asks for it in words. */
export function RemoveSuppression({
  tenant,
  id,
  address,
  reason,
}: Pick<Suppression, 'id' | 'reason'> & { tenant: string; address: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const isComplaint = reason === 'complaint';
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" className="relative z-1" aria-label={`Remove ${address}`}>
          Remove
        </Button>
      }
      title={`Take ${address} off the list`}
    >
      <Note tone={isComplaint ? 'warn' : 'info'} title={isComplaint ? 'This was a complaint.' : 'What it was.'}>
        {meaning[reason]}
      </Note>
      <ActionForm
        className="mt-4"
        aria-label="Remove address"
        action={(input: Remove) => removeSuppressionAction(tenant, input)}
        toInput={(data) => ({
          id,
          note: formText(data, 'note'),
          ...(isComplaint ? { confirm: formText(data, 'confirm') } : {}),
        })}
        onSuccess={() => {
          setOpen(false);
          toast(`${address} is off the list`);
          router.refresh();
        }}
      >
        <FormErrors labels={{ note: 'Why', confirm: 'Address' }} />
        <Field name="note" label="Why may it be written to again?" help="Kept in the audit log.">
          <Input maxLength={300} autoComplete="off" />
        </Field>
        {isComplaint ? (
          <Field name="confirm" label="Type the address to confirm" help={address}>
            <Input maxLength={320} autoComplete="off" />
          </Field>
        ) : null}
        <SubmitRow label="Remove from the list" danger={isComplaint} onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
