'use client';

import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';
import type { ApprovedDraft } from './approved';

type ApprovedFieldsProps = {
  draft: ApprovedDraft;
  /** How many places the words have. */
  places: number;
  readOnly: boolean;
  onChange: (draft: ApprovedDraft) => void;
};

/** What a template is called at WhatsApp, and what fills each place of its words. */
export function ApprovedFields({ draft, places, readOnly, onChange }: ApprovedFieldsProps) {
  const { name, language, values } = draft;
  return (
    <>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <Field name="approved.name" label="Name at WhatsApp" help="As it stands in WhatsApp Manager.">
          <Input
            maxLength={512}
            autoComplete="off"
            spellCheck={false}
            value={name}
            readOnly={readOnly}
            onChange={(event) => onChange({ ...draft, name: event.target.value })}
          />
        </Field>
        <Field name="approved.language" label="Language" help="Such as en or pt_BR.">
          <Input
            maxLength={10}
            autoComplete="off"
            spellCheck={false}
            value={language}
            readOnly={readOnly}
            onChange={(event) => onChange({ ...draft, language: event.target.value })}
          />
        </Field>
      </div>
      {Array.from({ length: places }, (_, i) => (
        <Field key={i} name={`approved.parameters.${i}`} label={`Value for {{${i + 1}}}`}>
          <Input
            maxLength={1000}
            autoComplete="off"
            value={values[i] ?? ''}
            readOnly={readOnly}
            onChange={(event) => {
              const next = Array.from({ length: Math.max(values.length, places) }, (_, n) => values[n] ?? '');
              next[i] = event.target.value;
              onChange({ ...draft, values: next });
            }}
          />
        </Field>
      ))}
      {places > 0 ? (
        <p className="text-xs text-ink-3">
          Values are Liquid, such as {'{{ contact.first_name | default: "friend" }}'} or an address, which becomes a
          short link that counts clicks. None may be empty for anybody.
        </p>
      ) : null}
    </>
  );
}
