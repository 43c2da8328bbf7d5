'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { discardDeadLetterAction } from '../../actions';

/** Drops a dead letter for good; the reason is asked for, because nobody can ask the fact later. */
export function DiscardDialog({ tenant, id, consumer }: { tenant: string; id: string; consumer: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="danger">Discard</Button>}
      title="Discard this fact"
      description={`${consumer} will never hear of it. The fact, its error and your reason stay here for 90 days.`}
    >
      <ActionForm
        className="grid gap-4"
        action={(input: { id: string; reason: string }) => discardDeadLetterAction(tenant, input)}
        toInput={(data) => ({ id, reason: formText(data, 'reason') })}
        onSuccess={() => {
          setOpen(false);
          toast('Discarded');
        }}
      >
        <FormErrors labels={{ reason: 'Reason' }} />
        <Field name="reason" label="Reason" help="Shown to whoever looks for it later.">
          <Textarea rows={3} maxLength={500} />
        </Field>
        <SubmitRow label="Discard" danger onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
