'use client';

import { Field } from '@/components/form/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { SendingProvider } from '@/lib/sending/schema';
import type { ProviderKind } from '@/lib/sending/vocabulary';
import { fieldsOf, isSecret, keptHelp } from './fields';

/** The fields of one kind; secrets that are kept show their end and may stay empty. */
export function KindFields({ kind, provider }: { kind: ProviderKind; provider?: SendingProvider | undefined }) {
  if (kind === 'sandbox')
    return (
      <p className="max-w-[66ch] text-ink-2">
        While it is on, all mail of your organisation is kept in the sandbox, where you can open it, and reaches nobody.
        It needs nothing else.
      </p>
    );
  return fieldsOf[kind].map(({ name, label, help, optional, options, number, initial, placeholder }) => {
    const secret = isSecret(kind, name);
    const kept = secret ? provider?.secrets[name] : undefined;
    const value = provider ? String(provider.settings[name] ?? '') : (initial ?? '');
    return (
      <Field
        key={`${kind}.${name}`}
        name={`configuration.${name}`}
        label={label}
        optional={Boolean(optional)}
        help={kept ? keptHelp(label, kept) : help}
      >
        {options ? (
          <Select options={options} defaultValue={value || options[0]?.value} />
        ) : (
          <Input
            type={secret ? 'password' : 'text'}
            inputMode={number ? 'numeric' : undefined}
            autoComplete={secret ? 'new-password' : 'off'}
            spellCheck={false}
            placeholder={placeholder}
            defaultValue={secret ? '' : value}
          />
        )}
      </Field>
    );
  });
}
