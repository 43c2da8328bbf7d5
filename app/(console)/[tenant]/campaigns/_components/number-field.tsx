'use client';

import type { ReactNode } from 'react';
import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';
import { outOf, type Range } from './draft-problems';

type NumberFieldProps = {
  name: string;
  label: string;
  help?: ReactNode;
  /** What may stand in it. */
  range: Range;
  /** NaN: what was typed is no number; null: nothing was, which an optional field takes. */
  value: number | null;
  onChange: (value: number | null) => void;
  optional?: boolean;
  unit?: string;
  error?: string | undefined;
  className?: string;
};

/** A whole number. What was typed stays, and the field says what it takes. */
export function NumberField({ range, value, onChange, optional, unit, className, error, ...field }: NumberFieldProps) {
  const wrong = value === null && optional ? undefined : outOf(value ?? NaN, range);
  const problem = wrong ? `It ${wrong}.` : error;
  return (
    <Field {...field} optional={optional} error={problem}>
      <Input
        type="number"
        inputMode="numeric"
        min={range[0]}
        max={range[1]}
        unit={unit}
        value={value === null || Number.isNaN(value) ? '' : value}
        onChange={({ target }) =>
          onChange(target.value === '' ? (optional && !target.validity.badInput ? null : NaN) : Number(target.value))
        }
        className={className}
      />
    </Field>
  );
}
