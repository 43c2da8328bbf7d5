'use client';

import { useCallback } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Combobox, type ComboOption } from '@/components/ui/combobox';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { comesBack, mostVariants } from '@/lib/campaigns/vocabulary';
import type { Channel } from '@/lib/contacts/vocabulary';
import { findTemplatesAction } from '../actions';
import { outOf, ranges } from './draft-problems';
import type { TemplateChoice } from './message-step';
import { NumberField } from './number-field';
import { TestFields } from './test-fields';
import type { CampaignDraft, DraftVariant } from './use-campaign-draft';

export type OptionsProps = {
  channel: Channel;
  draft: CampaignDraft;
  edit: (part: Partial<CampaignDraft>) => void;
  errors: Record<string, string>;
};
type VariantsEditorProps = OptionsProps & { tenant: string; templates: readonly TemplateChoice[] };

const letters = 'ABCDEFGH';
const counted = ({ weight }: DraftVariant) => (outOf(weight, ranges.weight) ? 0 : weight);

/** More than one wording: what each says, its share, and how the winner is found. */
export function VariantsEditor({ tenant, channel, draft, edit, errors, templates }: VariantsEditorProps) {
  const { variants, templateId } = draft;
  const winnerMetric = comesBack(channel, draft.winnerMetric) ? draft.winnerMetric : 'converted';
  const own = templates.find((each) => each.id === templateId)?.name ?? '';
  const fresh = (position: number): DraftVariant => ({
    ...{ name: letters[position] ?? '', templateId, templateName: own, subject: '', weight: 1 },
  });
  const change = (at: number, part: Partial<DraftVariant>) =>
    edit({ variants: variants.map((each, i) => (i === at ? { ...each, ...part } : each)) });
  const sum = variants.reduce((all, each) => all + counted(each), 0) || 1;
  const free = [...letters].find((letter) => !variants.some((each) => each.name === letter)) ?? '';
  return (
    <Card title="Variants">
      <Switch
        label="Send more than one version"
        help="Each person gets one of them, by chance that never changes."
        checked={variants.length > 0}
        onChange={(on) => edit({ variants: on ? [fresh(0), fresh(1)] : [], winnerMetric })}
      />
      {variants.length > 0 ? (
        <div className="mt-4 flex flex-col gap-4">
          {variants.map((variant, position) => (
            <VariantFields
              // Variants have no id before they are stored, and are added and removed at the end only.
              key={position}
              {...{ tenant, channel, variant, position, templates, errors }}
              share={Math.round((counted(variant) / sum) * 100)}
              onChange={(part) => change(position, part)}
            />
          ))}
          <div className="flex flex-wrap gap-2">
            <Button
              size="sm"
              icon="plus"
              reason={variants.length >= mostVariants ? `There can be ${mostVariants}` : undefined}
              onClick={() => edit({ variants: [...variants, { ...fresh(variants.length), name: free }] })}
            >
              Add a variant
            </Button>
            {variants.length > 2 ? (
              <Button size="sm" variant="ghost" icon="minus" onClick={() => edit({ variants: variants.slice(0, -1) })}>
                Remove the last one
              </Button>
            ) : null}
          </div>
          {errors['variants'] ? <p className="text-xs text-bad-text">{errors['variants']}</p> : null}
          <TestFields channel={channel} draft={draft} edit={edit} errors={errors} />
        </div>
      ) : null}
    </Card>
  );
}

type VariantFieldsProps = {
  tenant: string;
  channel: Channel;
  variant: DraftVariant;
  position: number;
  share: number;
  templates: readonly TemplateChoice[];
  errors: Record<string, string>;
  onChange: (part: Partial<DraftVariant>) => void;
};

function VariantFields({ tenant, channel, variant, position, share, templates, errors, onChange }: VariantFieldsProps) {
  const search = useCallback(
    async (query: string): Promise<ComboOption[]> => {
      const found = await findTemplatesAction(tenant, { q: query.slice(0, 120), limit: 20 });
      if (!found.ok) throw new Error(found.error.message);
      return found.value.items
        .filter((each) => each.channel === channel)
        .map(({ id, name }) => ({ value: id, label: name }));
    },
    [tenant, channel],
  );
  const known = templates.some((each) => each.id === variant.templateId);
  const options = [
    ...(variant.templateId && !known ? [{ value: variant.templateId, label: variant.templateName }] : []),
    ...templates.filter((each) => each.channel === channel).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const at = `variants.${position}`;
  return (
    <fieldset className="border-l-2 border-line pl-3">
      <legend className="float-left mb-2 w-full font-semibold">
        Variant {variant.name} <span className="font-normal text-ink-3">{share} %</span>
      </legend>
      <div className="clear-both grid gap-3 md:grid-cols-2">
        <Field name={`${at}.name`} label="Name" error={errors[`${at}.name`]}>
          <Input
            value={variant.name}
            onChange={(event) => onChange({ name: event.target.value })}
            maxLength={60}
            autoComplete="off"
          />
        </Field>
        <NumberField
          name={`${at}.weight`}
          label="Weight"
          range={ranges.weight}
          value={variant.weight}
          onChange={(value) => onChange({ weight: value ?? NaN })}
          error={errors[`${at}.weight`]}
        />
        {position > 0 ? (
          <Field name={`${at}.templateId`} label="Template" error={errors[`${at}.templateId`]}>
            <Combobox
              placeholder="Choose a template"
              value={variant.templateId}
              options={options}
              search={search}
              onChange={(id, option) => onChange({ templateId: id, templateName: option?.label ?? '' })}
            />
          </Field>
        ) : null}
        {channel === 'email' || channel === 'push' ? (
          <Field
            name={`${at}.subject`}
            label={channel === 'push' ? 'Title' : 'Subject'}
            optional
            error={errors[`${at}.subject`]}
            help={position === 0 ? 'Empty: that of the template chosen before.' : 'Empty: the template’s own.'}
          >
            <Input
              value={variant.subject}
              onChange={(event) => onChange({ subject: event.target.value })}
              maxLength={500}
              autoComplete="off"
            />
          </Field>
        ) : null}
      </div>
    </fieldset>
  );
}
