'use client';

import { useMemo } from 'react';
import { Chip } from './chip';
import { Combobox, type ComboOption } from './combobox';
import { ControlContext, useControl, useEdited } from './control-context';
import { IconButton } from './icon-button';

type PickSeveralProps = {
  options: readonly ComboOption[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** "Add a segment". */
  add: string;
  /** What stands for a value that is no choice any more; the value itself unless said. */
  gone?: string;
};

/** Some of many, each chosen by typing and taken out again. In a Field each is sent under its name. */
export function PickSeveral({ options, values, onChange, add, gone }: PickSeveralProps) {
  const control = useControl();
  const { name } = control;
  const edited = useEdited();
  // The box for one more is none of what is chosen.
  const unnamed = useMemo(() => ({ ...control, name: undefined }), [control]);
  const wordOf = (value: string) => options.find((option) => option.value === value)?.label ?? gone ?? value;
  const remove = (value: string) => {
    onChange(values.filter((each) => each !== value));
    edited();
  };
  return (
    <span className="flex flex-wrap items-center gap-2">
      {values.map((value) => (
        <span key={value} className="inline-flex items-center">
          <Chip>{wordOf(value)}</Chip>
          {name ? <input type="hidden" name={name} value={value} /> : null}
          <IconButton size="sm" icon="x" label={`Remove ${wordOf(value)}`} onClick={() => remove(value)} />
        </span>
      ))}
      <span className="min-w-40 flex-1">
        <ControlContext.Provider value={unnamed}>
          <Combobox
            label={add}
            placeholder={add}
            value={null}
            options={options.filter(({ value }) => !values.includes(value))}
            onChange={(value) => (value ? onChange([...values, value]) : undefined)}
          />
        </ControlContext.Provider>
      </span>
    </span>
  );
}
