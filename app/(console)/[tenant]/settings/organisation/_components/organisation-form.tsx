'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { useUnsavedGuard } from '@/components/form/use-unsaved-guard';
import { CountryChoice } from '@/components/places/country-choice';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import type { Organisation } from '@/lib/organisation/schema';
import { updateOrganisationAction } from '../actions';
import { changesOf, type Changeable } from './changes';

type OrganisationFormProps = {
  tenant: string;
  organisation: Organisation;
  zones: readonly string[];
};

const named = (zone: string): ComboOption => ({ value: zone, label: zone.replaceAll('_', ' ') });

/** Name, time zone and country. What stands is a choice too, whatever the lists hold by now. */
export function OrganisationForm({ tenant, organisation, zones }: OrganisationFormProps) {
  const router = useRouter();
  const [loaded, setLoaded] = useState<Changeable>(organisation);
  const [entered, setEntered] = useState<Partial<Changeable>>({});
  const enter = (part: Partial<Changeable>) => setEntered((before) => ({ ...before, ...part }));
  const { name, timeZone, country } = { ...loaded, ...entered };
  const isMoved = Object.keys(changesOf(loaded, entered)).length > 0;
  useUnsavedGuard(isMoved, null);
  return (
    <ActionForm
      aria-label="Organisation"
      action={(input: Partial<Changeable>) => updateOrganisationAction(tenant, input)}
      toInput={() => changesOf(loaded, entered)}
      onSuccess={(saved) => {
        setLoaded(saved);
        setEntered((before) => changesOf(saved, before));
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
        <Input
          value={name}
          onChange={(event) => enter({ name: event.target.value })}
          maxLength={120}
          autoComplete="organization"
        />
      </Field>
      <Field name="timeZone" label="Time zone">
        <Combobox
          options={[...new Set([loaded.timeZone, ...zones])].map(named)}
          value={timeZone}
          onChange={(zone) => enter({ timeZone: zone ?? loaded.timeZone })}
        />
      </Field>
      <Field name="country" label="Country">
        <CountryChoice value={country} onChange={(code) => enter({ country: code })} />
      </Field>
      <SubmitRow label="Save">{isMoved ? 'Unsaved changes' : ' '}</SubmitRow>
    </ActionForm>
  );
}
