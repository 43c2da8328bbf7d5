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
import { Select } from '@/components/ui/select';
import type { Campaign } from '@/lib/campaigns/schema';
import { editCampaignAction } from '../../actions';
import type { SenderOption } from '../../_components/sender-choice';
import { changedSender, changedVariants } from './edited';

const whenPaused = 'Who got it keeps what they got. What you change here is for the others.';
const whenSeries =
  'Its runs so far keep what they have. What you change here is for the coming ones; they take the newest words of the template.';
const whenOver = 'The sender was deleted. Who failed for that gets it from another one, as soon as you try them again.';

type EditPausedProps = { tenant: string; campaign: Campaign; senders: readonly SenderOption[] };

/** Changes a paused campaign for those who did not get it yet, and says how many those are; of one that is over, the sender alone. */
export function EditPaused({ tenant, campaign, senders }: EditPausedProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<readonly string[] | null>(null);
  const { id, name, options } = campaign;
  const isOver = campaign.status === 'completed';
  const offered = isOver ? senders.filter((one) => one.id !== campaign.sender?.id) : senders;
  // A series takes the newest words at each run.
  const hasWords = !isOver && options.recurrence === null;
  const show = (on: boolean) => {
    setOpen(on);
    setSaid(null);
  };
  const input = (data: FormData) => {
    const pace = formText(data, 'perHour').trim();
    const from = changedSender(campaign.sender, data);
    if (isOver) return { id, ...from };
    return {
      ...from,
      ...{ id, name: formText(data, 'name'), perHour: pace === '' ? null : Number(pace) },
      ...(hasWords
        ? { useNewest: data.get('useNewest') !== null, variants: changedVariants(options.variants, data) }
        : {}),
    };
  };
  return (
    <Dialog
      title={said ? 'Changed' : isOver ? 'Choose another sender' : 'Change what is left'}
      description={said ? undefined : isOver ? whenOver : options.recurrence ? whenSeries : whenPaused}
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
          aria-label={isOver ? 'Choose another sender' : 'Change what is left'}
          action={(given: ReturnType<typeof input>) => editCampaignAction(tenant, given)}
          toInput={input}
          onSuccess={(result) => {
            setSaid(result.said);
            router.refresh();
          }}
        >
          {isOver ? null : <NameAndPace name={name} perHour={options.perHour} />}
          {senders.length > 1 || campaign.sender?.deleted ? (
            <Field name="senderId" label="From" help="The name and address that those see who did not get it yet.">
              <Select
                {...(campaign.sender ? {} : { placeholder: 'The default sender' })}
                options={offered.map((one) => ({ value: one.id, label: one.name }))}
                defaultValue={isOver ? offered[0]?.id : (campaign.sender?.id ?? '')}
              />
            </Field>
          ) : null}
          {hasWords ? <Words variants={options.variants} /> : null}
          <FormErrors labels={{ ...labels, ...variantLabels(options.variants) }} />
          <SubmitRow label="Change" onCancel={() => show(false)} />
        </ActionForm>
      )}
    </Dialog>
  );
}

const labels = { name: 'Name', perHour: 'At most an hour', senderId: 'From', variants: 'Variants' };
const variantLabels = (variants: Campaign['options']['variants']): Record<string, string> =>
  Object.fromEntries(
    variants.flatMap(({ position, name }) => [
      [`variants.${position}.name`, `Variant ${name}, name`],
      [`variants.${position}.subject`, `Variant ${name}, subject`],
    ]),
  );

const NameAndPace = ({ name, perHour }: { name: string; perHour: number | null }) => (
  <>
    <Field name="name" label="Name of the campaign">
      <Input defaultValue={name} maxLength={160} autoComplete="off" />
    </Field>
    <Field name="perHour" label="At most an hour" optional help="Empty: as fast as it goes.">
      <Input type="number" min={1} defaultValue={perHour ?? ''} inputMode="numeric" className="max-w-40" />
    </Field>
  </>
);

const Words = ({ variants }: { variants: Campaign['options']['variants'] }) => (
  <>
    {variants.map((variant) => (
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
  </>
);
