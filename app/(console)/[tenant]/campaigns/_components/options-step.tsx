'use client';

import { Field } from '@/components/form/field';
import { Card } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { ranges } from './draft-problems';
import type { TemplateChoice } from './message-step';
import { NumberField } from './number-field';
import { RepeatFields } from './repeat-fields';
import { VariantsEditor, type OptionsProps } from './variants-editor';

type OptionsStepProps = OptionsProps & { tenant: string; zone: string; templates: readonly TemplateChoice[] };

/** How it is sent. Nothing here has to be chosen. */
export function OptionsStep({ tenant, zone, templates, ...options }: OptionsStepProps) {
  const { draft, edit, errors } = options;
  return (
    <div className="flex flex-col gap-4">
      <VariantsEditor tenant={tenant} templates={templates} {...options} />
      <Card title="Hour and pace">
        <div className="flex flex-col gap-4">
          <Switch
            label="At the same hour of each person’s own time zone"
            help={`Whose time zone is not known gets it by the one of their country, and where that has several by the clock of ${zone}.`}
            checked={draft.sendLocal}
            onChange={(sendLocal) => edit({ sendLocal })}
          />
          {draft.sendLocal ? (
            <Field name="localPast" label="Where that hour is over already" className="max-w-80">
              <Select
                value={draft.localPast}
                onChange={(event) => edit({ localPast: event.target.value === 'now' ? 'now' : 'next_day' })}
                options={[
                  { value: 'now', label: 'They get it at once' },
                  { value: 'next_day', label: 'They get it at that hour of the next day' },
                ]}
              />
            </Field>
          ) : null}
          <NumberField
            name="perHour"
            label="At most an hour"
            optional
            help="For a server that is new, or people who will all call at once. Empty: as fast as it goes."
            range={ranges.perHour}
            value={draft.perHour}
            onChange={(perHour) => edit({ perHour })}
            error={errors['perHour']}
            className="max-w-40"
          />
          <NumberField
            name="holdoutPercent"
            label="Control group of this campaign"
            help="So many get nothing, to compare with: what the others do more is what it was worth."
            range={ranges.holdoutPercent}
            unit="%"
            value={draft.holdoutPercent}
            onChange={(value) => edit({ holdoutPercent: value ?? NaN })}
            error={errors['holdoutPercent']}
            className="max-w-32"
          />
        </div>
      </Card>
      <RepeatFields {...options} />
    </div>
  );
}
