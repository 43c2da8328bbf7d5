'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import type { Campaign } from '@/lib/campaigns/schema';
import { editCampaignAction } from '../../actions';
import { changedVariants } from './edited';

/** Changes a paused campaign for those who did not get it yet, and says how many those are. */
export function EditPaused({ tenant, campaign }: { tenant: string; campaign: Campaign }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<readonly string[] | null>(null);
  const { id, name, options } = campaign;
  const show = (on: boolean) => {
    setOpen(on);
    setSaid(null);
  };
  const input = (data: FormData) => {
    const pace = formText(data, 'perHour').trim();
    return {
      ...{ id, name: formText(data, 'name'), perHour: pace === '' ? null : Number(pace) },
      useNewest: data.get('useNewest') !== null,
      variants: changedVariants(options.variants, data),
    };
  };
  return (
    <Dialog
      title={said ? 'Changed' : 'Change what is left'}
      description={said ? undefined : 'Who got it keeps what they got. What you change here is for the others.'}
      open={open}
      onOpenChange={show}
      trigger={<Button icon="pencil">Edit</Button>}
    >
      {said ? (
        <div className="grid gap-4">
          <Note tone="good" title="From now on:">
            {said.length > 0
              ? said.map((line) => (
                  <span key={line} className="block">
                    {line}
                  </span>
                ))
              : 'Only the name changed.'}
          </Note>
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => show(false)}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <ActionForm
          aria-label="Change what is left"
          action={(given: ReturnType<typeof input>) => editCampaignAction(tenant, given)}
          toInput={input}
          onSuccess={(result) => {
            setSaid(result.said);
            router.refresh();
          }}
        >
          <Field name="name" label="Name of the campaign">
            <Input defaultValue={name} maxLength={160} autoComplete="off" />
          </Field>
          <Field name="perHour" label="At most an hour" optional help="Empty: as fast as it goes.">
            <Input
              type="number"
              min={1}
              defaultValue={options.perHour ?? ''}
              inputMode="numeric"
              className="max-w-40"
            />
          </Field>
          {options.variants.map((variant) => (
            <fieldset key={variant.position} className="grid gap-2 border-l-2 border-line pl-3">
              <legend className="float-left mb-1 font-semibold">Variant {variant.name}</legend>
              <Field name={`variants.${variant.position}.name`} label="Name">
                <Input defaultValue={variant.name} maxLength={60} autoComplete="off" />
              </Field>
              <Field name={`variants.${variant.position}.subject`} label="Subject" optional>
                <Input
                  defaultValue={variant.subject ?? ''}
                  maxLength={500}
                  autoComplete="off"
                  placeholder="The template’s own"
                />
              </Field>
            </fieldset>
          ))}
          <Checkbox
            name="useNewest"
            label="Take the newest version of the template"
            help="When you have mended the template since the campaign began."
          />
          <FormErrors labels={{ name: 'Name', perHour: 'At most an hour', variants: 'Variants' }} />
          <SubmitRow label="Change" onCancel={() => show(false)} />
        </ActionForm>
      )}
    </Dialog>
  );
}
