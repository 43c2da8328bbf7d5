'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { Organisation } from '@/lib/organisation/schema';
import { updateOrganisationAction } from '../actions';

type OrganisationFormProps = {
  tenant: string;
  organisation: Organisation;
  zones: readonly string[];
  countries: readonly ComboOption[];
};
type Input = Pick<Organisation, 'name' | 'timeZone' | 'country'>;

const named = (zone: string): ComboOption => ({ value: zone, label: zone.replaceAll('_', ' ') });

/** Name, time zone and country. What stands is a choice too, whatever the lists hold by now. */
export function OrganisationForm({ tenant, organisation, zones, countries }: OrganisationFormProps) {
  const router = useRouter();
  const { name } = organisation;
  const [timeZone, setTimeZone] = useState(organisation.timeZone);
  const [country, setCountry] = useState(organisation.country);
  const isMoved = timeZone !== organisation.timeZone || country !== organisation.country;
  const known = countries.some(({ value }) => value === organisation.country);
  return (
    <ActionForm
      aria-label="Organisation"
      action={(input: Input) => updateOrganisationAction(tenant, input)}
      toInput={(data) => ({ name: formText(data, 'name'), timeZone, country })}
      onSuccess={() => {
        toast('Saved');
        router.refresh();
      }}
    >
      <FormErrors labels={{ name: 'Name', timeZone: 'Time zone', country: 'Country' }} />
      <Field
        name="name"
        label="Name"
        help={
          <>
            Readers see it on their pages for preferences, and where a template says{' '}
            <code className="mono whitespace-nowrap">{'{{ tenant.name }}'}</code>. The name that mail comes from is set
            with its sender, under Providers.
          </>
        }
      >
        <Input defaultValue={name} maxLength={120} autoComplete="organization" />
      </Field>
      <Field name="timeZone" label="Time zone">
        <Combobox
          options={[...new Set([organisation.timeZone, ...zones])].map(named)}
          value={timeZone}
          onChange={(zone) => setTimeZone(zone ?? organisation.timeZone)}
        />
      </Field>
      <Field name="country" label="Country">
        <Combobox
          options={known ? countries : [{ value: organisation.country, label: organisation.country }, ...countries]}
          value={country}
          onChange={(code) => setCountry(code ?? organisation.country)}
        />
      </Field>
      <SubmitRow label="Save">{isMoved ? 'Unsaved changes' : null}</SubmitRow>
    </ActionForm>
  );
}
