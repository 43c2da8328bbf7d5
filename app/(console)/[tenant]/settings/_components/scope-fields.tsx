'use client';

import { useState } from 'react';
import { Field } from '@/components/form/field';
import { Checkbox } from '@/components/ui/checkbox';
import { Select } from '@/components/ui/select';

const sets = [
  { value: 'read', label: 'Read everything, change nothing', scopes: ['*:read'] },
  {
    value: 'people',
    label: 'Contacts, segments and imports',
    scopes: ['contacts:*', 'segments:*', 'jobs:read'],
  },
  { value: 'all', label: 'Everything', scopes: ['*'] },
];
const chosen = 'chosen';
/** Single rights: wildcards stand for rights to come as well, and are offered as sets. */
const isSingle = (scope: string) => !scope.includes('*');

/** The scopes that the form's fields ask for. */
export function scopesOf(form: FormData): string[] {
  const set = form.get('scopes');
  if (set === chosen) return form.getAll('right').map(String);
  return sets.find((each) => each.value === set)?.scopes ?? [];
}

/** What a key may do, of what the person who makes it may do: a whole set, or rights one by one. */
export function ScopeFields({ grantable }: { grantable: readonly string[] }) {
  const offered = sets.filter(({ scopes }) => scopes.every((scope) => grantable.includes(scope)));
  const [set, setSet] = useState(offered[0]?.value ?? chosen);
  const options = [
    ...offered.map(({ value, label }) => ({ value, label })),
    { value: chosen, label: 'Rights one by one' },
  ];
  return (
    <>
      <Field name="scopes" label="What may it do?" help="A key never holds more than you do.">
        <Select options={options} value={set} onChange={(event) => setSet(event.target.value)} />
      </Field>
      {set === chosen ? (
        <fieldset className="max-h-56 overflow-y-auto rounded-sm border border-line p-3 scroll-thin">
          <legend className="sr-only">Rights</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {grantable.filter(isSingle).map((scope) => (
              <Checkbox key={scope} name="right" value={scope} label={scope} />
            ))}
          </div>
        </fieldset>
      ) : null}
    </>
  );
}
