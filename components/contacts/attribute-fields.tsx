'use client';

import { useFormState } from '@/components/form/form-context';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { AttributeDef, AttributeRow } from './contact-input';

type AttributeFieldsProps = {
  rows: readonly AttributeRow[];
  definitions: readonly AttributeDef[];
  onChange: (rows: AttributeRow[]) => void;
};

const inputTypes = { text: 'text', number: 'number', date: 'date' } as const;

type ValueProps = {
  row: AttributeRow;
  definition: AttributeDef | undefined;
  invalid: boolean;
  onChange: (value: string) => void;
};

function ValueInput({ row, definition, invalid, onChange }: ValueProps) {
  const label = `Value of ${definition?.label ?? (row.key || 'the new attribute')}`;
  const type = definition?.type ?? 'text';
  if (type === 'boolean') {
    const options = [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ];
    return (
      <Select
        aria-label={label}
        value={row.value}
        placeholder="–"
        options={options}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Input
      aria-label={label}
      aria-invalid={invalid || undefined}
      type={inputTypes[type]}
      step="any"
      maxLength={2000}
      value={row.value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** What the organisation knows of its people beside the fixed fields: a name and a value a row. */
export function AttributeFields({ rows, definitions, onChange }: AttributeFieldsProps) {
  const form = useFormState();
  const change = (id: number, part: Partial<AttributeRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onChange([...rows, { id: Math.max(0, ...rows.map((row) => row.id)) + 1, key: '', value: '' }]);
  return (
    <fieldset>
      <legend className="mb-1 font-medium">
        Attributes <span className="text-xs font-normal text-ink-3">optional</span>
      </legend>
      <datalist id="attribute-keys">
        {definitions.map((definition) => (
          <option key={definition.key} value={definition.key}>
            {definition.label}
          </option>
        ))}
      </datalist>
      <ul className="grid gap-2">
        {rows.map((row) => {
          const problem = form?.error?.fields?.[`attributes.${row.key}`];
          return (
            <li key={row.id}>
              <div className="grid grid-cols-[1fr_1fr_auto] gap-2">
                <Input
                  aria-label="Attribute"
                  list="attribute-keys"
                  placeholder="class_year"
                  autoComplete="off"
                  maxLength={60}
                  value={row.key}
                  onChange={(event) => change(row.id, { key: event.target.value })}
                />
                <ValueInput
                  row={row}
                  definition={definitions.find((d) => d.key === row.key.trim())}
                  invalid={Boolean(problem)}
                  onChange={(value) => change(row.id, { value })}
                />
                <IconButton
                  icon="x"
                  label={`Remove ${row.key || 'this attribute'}`}
                  onClick={() => onChange(rows.filter((each) => each.id !== row.id))}
                />
              </div>
              {problem ? <p className="mt-1 text-xs text-bad-text">{problem}</p> : null}
            </li>
          );
        })}
      </ul>
      <Button size="sm" variant="ghost" icon="plus" className="mt-1" onClick={add}>
        Attribute
      </Button>
    </fieldset>
  );
}
