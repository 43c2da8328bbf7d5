'use client';

import { useState } from 'react';
import { CountriesChoice, CountryChoice } from '@/components/places/country-choice';
import { Input } from '@/components/ui/input';
import { PickSeveral } from '@/components/ui/pick-several';
import { Select } from '@/components/ui/select';
import type { FieldOption, Named, ValueKind } from './fields';

type ValueEditorProps = {
  kind: ValueKind;
  option: FieldOption;
  value: unknown;
  onChange: (value: unknown) => void;
  segments: readonly Named[];
  topics: readonly Named[];
  tags: readonly string[];
  invalid: boolean;
};
type EditorProps = Omit<ValueEditorProps, 'kind'>;

const asNumber = (text: string): number | undefined =>
  text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
const shownNumber = (value: unknown): string => (typeof value === 'number' ? String(value) : '');
const shownText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Kept as typed while one types: commas and decimal points in the making are not lost. */
function TextsEditor({ option, value, onChange, tags, invalid }: EditorProps) {
  const given = Array.isArray(value) ? value.map(String).join(', ') : '';
  const [text, setText] = useState(given);
  const change = (next: string) => {
    setText(next);
    const parts = next
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    onChange(option.attribute === 'number' ? parts.map((part) => asNumber(part) ?? part) : parts);
  };
  const id = `tags-${option.value}`;
  return (
    <>
      <Input
        aria-label={`${option.label}: values, separated by commas`}
        aria-invalid={invalid || undefined}
        placeholder="one, another"
        autoComplete="off"
        {...(option.type === 'tags' ? { list: id } : {})}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      {option.type === 'tags' ? (
        <datalist id={id}>
          {tags.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

function PairEditor({ option, value, onChange, invalid, type }: EditorProps & { type: 'number' | 'date' }) {
  const [from, to] = Array.isArray(value) ? (value as [unknown, unknown]) : ['', ''];
  const read = (text: string) => (type === 'number' ? asNumber(text) : text);
  const shown = type === 'number' ? shownNumber : shownText;
  return (
    <span className="flex items-center gap-2">
      <Input
        type={type}
        step="any"
        aria-label={`${option.label}: from`}
        aria-invalid={invalid || undefined}
        value={shown(from)}
        onChange={(event) => onChange([read(event.target.value), to])}
      />
      and
      <Input
        type={type}
        step="any"
        aria-label={`${option.label}: to`}
        aria-invalid={invalid || undefined}
        value={shown(to)}
        onChange={(event) => onChange([from, read(event.target.value)])}
      />
    </span>
  );
}

/** Some of these, by name. `what`: one of them, as “segment”. */
function NamesEditor({ value, onChange, among, what }: EditorProps & { among: readonly Named[]; what: string }) {
  return (
    <PickSeveral
      options={among.map(({ id, name }) => ({ value: id, label: name }))}
      values={Array.isArray(value) ? (value as string[]) : []}
      onChange={onChange}
      add={`Add a ${what}`}
      gone={`deleted ${what}`}
    />
  );
}

function EngagementEditor({ value, onChange, invalid }: EditorProps) {
  const given = (value ?? {}) as { withinDays?: number; atLeast?: number; campaignId?: string };
  const set = (part: object) =>
    onChange(Object.fromEntries(Object.entries({ ...given, ...part }).filter(([, each]) => each !== undefined)));
  return (
    <span className="grid grid-cols-2 gap-2">
      <Input
        type="number"
        min={1}
        aria-label="At least how many messages"
        placeholder="1"
        unit="times"
        aria-invalid={invalid || undefined}
        value={shownNumber(given.atLeast)}
        onChange={(event) => set({ atLeast: asNumber(event.target.value) })}
      />
      <Input
        type="number"
        min={1}
        aria-label="In the last how many days; empty: ever"
        placeholder="ever"
        unit="days"
        aria-invalid={invalid || undefined}
        value={shownNumber(given.withinDays)}
        onChange={(event) => set({ withinDays: asNumber(event.target.value) })}
      />
    </span>
  );
}

const choices = {
  yesno: [
    { value: 'true', label: 'Yes' },
    { value: 'false', label: 'No' },
  ],
  status: [
    { value: 'active', label: 'Active' },
    { value: 'archived', label: 'Archived' },
  ],
};

/** The value of one clause, as its field and op need it. */
export function ValueEditor({ kind, ...props }: ValueEditorProps) {
  const { option, value, onChange, invalid } = props;
  const common = { 'aria-label': `${option.label}: value`, 'aria-invalid': invalid || undefined };
  switch (kind) {
    case 'none':
      return null;
    case 'texts':
      return <TextsEditor {...props} />;
    case 'numbers':
      return <PairEditor {...props} type="number" />;
    case 'dates':
      return <PairEditor {...props} type="date" />;
    case 'segments':
      return <NamesEditor {...props} among={props.segments} what="segment" />;
    case 'topics':
      return <NamesEditor {...props} among={props.topics} what="topic" />;
    case 'country':
      return <CountryChoice label={common['aria-label']} value={shownText(value)} onChange={onChange} />;
    case 'countries':
      return <CountriesChoice value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} />;
    case 'engagement':
      return <EngagementEditor {...props} />;
    case 'yesno':
      return (
        <Select
          {...common}
          options={choices.yesno}
          value={String(value)}
          onChange={(event) => onChange(event.target.value === 'true')}
        />
      );
    case 'status':
      return (
        <Select
          {...common}
          options={choices.status}
          value={shownText(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case 'number':
      return (
        <Input
          {...common}
          type="number"
          step="any"
          value={shownNumber(value)}
          onChange={(event) => onChange(asNumber(event.target.value))}
        />
      );
    case 'days':
      return (
        <Input
          {...common}
          type="number"
          min={1}
          unit="days"
          value={shownNumber(value)}
          onChange={(event) => onChange(asNumber(event.target.value))}
        />
      );
    case 'date':
      return (
        <Input {...common} type="date" value={shownText(value)} onChange={(event) => onChange(event.target.value)} />
      );
    case 'text':
      return (
        <Input
          {...common}
          maxLength={500}
          autoComplete="off"
          value={shownText(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
