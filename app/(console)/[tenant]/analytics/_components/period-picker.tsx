'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useState } from 'react';
import { Field } from '@/components/form/field';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';

export type Span = '7' | '30' | '90' | 'own';
type PeriodPickerProps = { span: Span; from: string; to: string };

/** The period of every number on the page; it lives in the address. */
export function PeriodPicker({ span, from, to }: PeriodPickerProps) {
  const router = useRouter();
  const path = usePathname();
  const [own, setOwn] = useState(span === 'own');
  const [range, setRange] = useState({ from, to });
  const wrong =
    range.from && range.to && range.from > range.to
      ? 'The first day must not come after the last'
      : range.from && range.to
        ? undefined
        : 'Choose both days';
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Segmented
        label="Period"
        value={own ? 'own' : span}
        onChange={(next) => {
          setOwn(next === 'own');
          if (next !== 'own') router.push(`${path}?days=${next}`, { scroll: false });
        }}
        options={[
          { value: '7', label: '7 days' },
          { value: '30', label: '30 days' },
          { value: '90', label: '90 days' },
          { value: 'own', label: 'Own dates' },
        ]}
      />
      {own ? (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (!wrong) router.push(`${path}?from=${range.from}&to=${range.to}`, { scroll: false });
          }}
        >
          <Field name="from" label="From">
            <Input
              type="date"
              value={range.from}
              onChange={(event) => setRange({ ...range, from: event.target.value })}
            />
          </Field>
          <Field name="to" label="To">
            <Input type="date" value={range.to} onChange={(event) => setRange({ ...range, to: event.target.value })} />
          </Field>
          <Button type="submit" reason={wrong}>
            Show
          </Button>
        </form>
      ) : null}
    </div>
  );
}
