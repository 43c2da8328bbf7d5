'use client';

import { formText } from '@/components/form/form-text';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { AttributeFields } from '@/components/contacts/attribute-fields';
import { ContactFields } from '@/components/contacts/contact-fields';
import {
  contactLabels,
  readAttributes,
  readContact,
  type AttributeDef,
  type AttributeRow,
} from '@/components/contacts/contact-input';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import type { ActionResult } from '@/components/form/result';
import { SubmitRow } from '@/components/form/submit-row';
import { Checkbox } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { Contact } from '@/lib/contacts/schema';
import { pages } from '@/lib/paths';
import { createContactAction } from '../actions';

type NewContactFormProps = { tenant: string; definitions: readonly AttributeDef[] };

export function NewContactForm({ tenant, definitions }: NewContactFormProps) {
  const router = useRouter();
  const [rows, setRows] = useState<AttributeRow[]>([]);
  const [agreed, setAgreed] = useState(false);
  const create = async (form: FormData): Promise<ActionResult<Contact>> => {
    const { attributes, fields } = readAttributes(rows, definitions);
    if (agreed && !formText(form, 'consentDetail').trim())
      fields['consentDetail'] = 'says where and when they agreed, so that it can be shown';
    const first = Object.entries(fields)[0];
    if (first) return { ok: false, error: { code: 'invalid', message: 'The contact was not created.', fields } };
    return createContactAction(tenant, { ...readContact(form), attributes });
  };
  return (
    <ActionForm
      action={create}
      guard
      aria-label="New contact"
      onSuccess={(contact) => {
        toast(`Created ${contact.displayName}`);
        router.push(pages.contact(tenant, contact.id));
      }}
    >
      <ContactFields />
      <AttributeFields rows={rows} definitions={definitions} onChange={setRows} />
      <fieldset className="grid gap-2">
        <legend className="mb-1 font-medium">Consent</legend>
        <Checkbox
          name="consent"
          label="They agreed to marketing by email"
          help="Without it, campaigns skip this person and say why."
          checked={agreed}
          onChange={(event) => setAgreed(event.target.checked)}
        />
        {agreed ? (
          <Field name="consentDetail" label="Where they agreed">
            <Input maxLength={300} placeholder="Reunion sign-up sheet, 12 May 2026" />
          </Field>
        ) : null}
      </fieldset>
      <FormErrors labels={contactLabels} />
      <SubmitRow label="Create contact" cancelHref={pages.contacts(tenant)} />
    </ActionForm>
  );
}
