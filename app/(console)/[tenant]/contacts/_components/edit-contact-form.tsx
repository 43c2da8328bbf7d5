'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { AttributeFields } from '@/components/contacts/attribute-fields';
import { contactDiff } from '@/components/contacts/contact-diff';
import { ContactFields } from '@/components/contacts/contact-fields';
import {
  contactLabels,
  readAttributes,
  readContact,
  type AttributeDef,
  type AttributeRow,
} from '@/components/contacts/contact-input';
import { ActionForm } from '@/components/form/action-form';
import { FormErrors } from '@/components/form/form-errors';
import type { ActionResult } from '@/components/form/result';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Note } from '@/components/ui/note';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { updateContactAction } from '../actions';

type EditContactFormProps = { tenant: string; contact: Contact; definitions: readonly AttributeDef[] };

const rowsOf = (contact: Contact): AttributeRow[] =>
  Object.entries(contact.attributes).map(([key, value], id) => ({ id, key, value: String(value) }));

/** Only what was changed here is sent, so that another person's change to another field stays. */
function changed(contact: Contact, form: FormData) {
  const { tags = [], ...given } = readContact(form);
  const fields = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => (contact[name as keyof Contact] ?? '') !== value),
  );
  return { ...fields, ...(tags.join('\n') === contact.tags.join('\n') ? {} : { tags }) };
}

export function EditContactForm({ tenant, contact, definitions }: EditContactFormProps) {
  const router = useRouter();
  // What this form started from; `contact` is what the server holds now.
  const [base, setBase] = useState(contact);
  const [start] = useState(contact);
  const [rows, setRows] = useState(() => rowsOf(contact));
  const theirs = contactDiff(base, contact);
  const save = async (form: FormData): Promise<ActionResult<Contact>> => {
    const { attributes, fields } = readAttributes(rows, definitions, start.attributes);
    if (Object.keys(fields).length > 0)
      return { ok: false, error: { code: 'invalid', message: 'The contact was not changed.', fields } };
    const edits = Object.fromEntries(
      Object.entries(attributes).filter(([key, value]) => (start.attributes[key] ?? null) !== value),
    );
    const result = await updateContactAction(tenant, {
      id: contact.id,
      version: base.version,
      ...changed(start, form),
      ...(Object.keys(edits).length ? { attributes: edits } : {}),
    });
    if (!result.ok && result.error.fields?.['version']) router.refresh();
    return result;
  };
  return (
    <ActionForm
      action={save}
      guard
      aria-label="Edit contact"
      onSuccess={(saved) => {
        toast(`Saved ${saved.displayName}`);
        router.push(pages.contact(tenant, saved.id));
        router.refresh();
      }}
    >
      <ContactFields contact={start} />
      <AttributeFields rows={rows} definitions={definitions} onChange={setRows} />
      {contact.version === base.version ? null : (
        <Note
          tone="warn"
          alert
          title="Somebody else saved this contact meanwhile."
          actions={
            <>
              <Button size="sm" onClick={() => setBase(contact)}>
                Keep mine where both changed
              </Button>
              <Button size="sm" variant="ghost" onClick={() => location.reload()}>
                Discard mine
              </Button>
            </>
          }
        >
          {theirs.length === 0 ? 'Its consents or tags changed; no field of this form did.' : null}
          <ul className="mt-1 list-disc pl-5">
            {theirs.map((each) => (
              <li key={each.field}>
                {each.label}: was {each.before}, is now <strong className="font-strong">{each.now}</strong>
              </li>
            ))}
          </ul>
        </Note>
      )}
      <FormErrors labels={contactLabels} />
      <SubmitRow label="Save contact" cancelHref={pages.contact(tenant, contact.id)} />
    </ActionForm>
  );
}
