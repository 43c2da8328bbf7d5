'use client';

import { formText } from '@/components/form/form-text';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import type { ActionResult } from '@/components/form/result';
import { SubmitRow } from '@/components/form/submit-row';
import { Dialog } from '@/components/ui/dialog';
import { formatNumber } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { addContactTagsAction } from '../actions';

type TagDialogProps = { tenant: string; contacts: readonly Contact[]; onClose: (done: boolean) => void };

const people = (n: number) => (n === 1 ? '1 person' : `${formatNumber(n)} people`);

/** Adds one tag to the selected rows, one after the other; the first refusal stops and is shown. */
export function TagDialog({ tenant, contacts, onClose }: TagDialogProps) {
  const add = async (tag: string): Promise<ActionResult<string>> => {
    if (!tag)
      return { ok: false, error: { code: 'invalid', message: 'Give the tag a name.', fields: { tag: 'is empty' } } };
    for (const [done, contact] of contacts.entries()) {
      const result = await addContactTagsAction(tenant, { id: contact.id, tags: [tag] });
      if (result.ok) continue;
      const so = done > 0 ? ` ${people(done)} got the tag before.` : '';
      return { ok: false, error: { ...result.error, message: `${contact.displayName}: ${result.error.message}${so}` } };
    }
    return { ok: true, value: tag };
  };
  return (
    <Dialog title={`Tag ${people(contacts.length)}`} open onOpenChange={(open) => (open ? undefined : onClose(false))}>
      <ActionForm
        action={add}
        toInput={(data) => formText(data, 'tag').trim()}
        onSuccess={(tag) => {
          toast(`Tagged ${people(contacts.length)} “${tag}”`);
          onClose(true);
        }}
      >
        <Field name="tag" label="Tag">
          <Input maxLength={60} autoComplete="off" placeholder="donor" />
        </Field>
        <FormErrors labels={{ tag: 'Tag' }} />
        <SubmitRow label="Add tag" icon="tag" onCancel={() => onClose(false)} />
      </ActionForm>
    </Dialog>
  );
}
