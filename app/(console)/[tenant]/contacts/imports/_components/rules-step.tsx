'use client';

import { asksForEmail, keyLabels, type ImportDraft } from '@/components/contacts/import-draft';
import { Field } from '@/components/form/field';
import { CountryChoice } from '@/components/places/country-choice';
import { Checkbox, Radio, RadioGroup } from '@/components/ui/checkbox';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';

type RulesStepProps = {
  draft: ImportDraft;
  onChange: (part: Partial<ImportDraft>) => void;
};

const keys = Object.entries(keyLabels).map(([value, label]) => ({ value, label }));

/** How rows meet people who exist, and what consent they bring. */
export function RulesStep({ draft, onChange }: RulesStepProps) {
  return (
    <div className="grid gap-4">
      <Field
        name="key"
        label="People are recognised by"
        help="A row whose value exists already changes that person; any other row is a new person."
      >
        <Select
          options={keys}
          value={draft.key}
          onChange={(event) => onChange({ key: event.target.value as ImportDraft['key'] })}
        />
      </Field>
      <RadioGroup legend="Where the file and a person differ">
        <Radio
          name="onConflict"
          value="update"
          label="The file wins"
          help="Empty cells change nothing."
          checked={draft.onConflict === 'update'}
          onChange={() => onChange({ onConflict: 'update' })}
        />
        <Radio
          name="onConflict"
          value="keep"
          label="People who exist stay as they are"
          help="Only a no in a column of consent, and who is not to be contacted, is noted."
          checked={draft.onConflict === 'keep'}
          onChange={() => onChange({ onConflict: 'keep' })}
        />
      </RadioGroup>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          name="defaultCountry"
          label="Country of phone numbers"
          optional
          help="For numbers without a country code."
        >
          <CountryChoice
            value={draft.defaultCountry}
            onChange={(code) => onChange({ defaultCountry: code })}
            clearable
          />
        </Field>
        <Field name="tagSeparator" label="Tags are separated by">
          <Input
            value={draft.tagSeparator}
            maxLength={3}
            autoComplete="off"
            onChange={(event) => onChange({ tagSeparator: event.target.value })}
          />
        </Field>
      </div>
      <Checkbox
        label="They agreed to marketing by email"
        help={
          asksForEmail(draft)
            ? 'A column of the file says who agreed: only a yes there counts, and nobody agrees by this choice.'
            : 'Written for people without an earlier answer only: an import never brings back who withdrew.'
        }
        checked={draft.consent && !asksForEmail(draft)}
        disabled={asksForEmail(draft)}
        onChange={(event) => onChange({ consent: event.target.checked })}
      />
      <Field name="consentSource" label="Where did these people agree to be written to?">
        <Input
          value={draft.consentSource}
          maxLength={300}
          onChange={(event) => onChange({ consentSource: event.target.value })}
        />
      </Field>
    </div>
  );
}
