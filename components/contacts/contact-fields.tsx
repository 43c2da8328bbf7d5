'use client';

import { Field } from '@/components/form/field';
import { CountryChoice } from '@/components/places/country-choice';
import { Input } from '@/components/ui/input';
import type { Contact } from '@/lib/contacts/schema';

/** The fixed fields of a contact, for making and for changing one. */
export function ContactFields({ contact }: { contact?: Contact | undefined }) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field name="firstName" label="First name" optional>
          <Input defaultValue={contact?.firstName ?? ''} maxLength={100} autoComplete="off" dir="auto" />
        </Field>
        <Field name="lastName" label="Last name" optional>
          <Input defaultValue={contact?.lastName ?? ''} maxLength={100} autoComplete="off" dir="auto" />
        </Field>
        <Field name="email" label="Email" optional>
          <Input type="email" defaultValue={contact?.email ?? ''} maxLength={320} autoComplete="off" />
        </Field>
        <Field
          name="phone"
          label="Phone"
          optional
          help="With the country code, such as +44 20 7946 0148; or set the country below."
        >
          <Input type="tel" defaultValue={contact?.phone ?? ''} maxLength={50} autoComplete="off" />
        </Field>
        <Field
          name="externalId"
          label="External id"
          optional
          help="Their number in your registry. A contact needs an email, a phone or this."
        >
          <Input defaultValue={contact?.externalId ?? ''} maxLength={200} autoComplete="off" />
        </Field>
        <Field name="tags" label="Tags" optional help="Separated by commas.">
          <Input defaultValue={contact?.tags.join(', ') ?? ''} autoComplete="off" placeholder="donor, mentor" />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field name="country" label="Country" optional>
          <CountryChoice defaultValue={contact?.country ?? ''} clearable />
        </Field>
        <Field name="language" label="Language" optional help="Such as en or pt-BR.">
          <Input defaultValue={contact?.language ?? ''} maxLength={35} autoComplete="off" />
        </Field>
        <Field name="timeZone" label="Time zone" optional help="Such as Europe/London.">
          <Input defaultValue={contact?.timeZone ?? ''} maxLength={60} autoComplete="off" />
        </Field>
      </div>
    </>
  );
}
