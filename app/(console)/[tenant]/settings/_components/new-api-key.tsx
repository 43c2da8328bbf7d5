'use client';

import { formText } from '@/components/form/form-text';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { createApiKeyAction } from '../actions';
import { ScopeFields, scopesOf } from './scope-fields';

/** Makes a key and shows it once. */
export function NewApiKey({ tenant, grantable }: { tenant: string; grantable: readonly string[] }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const show = (on: boolean) => {
    setOpen(on);
    setMade(null);
  };
  return (
    <Dialog
      title={made ? 'Copy the key now' : 'New API key'}
      open={open}
      onOpenChange={show}
      trigger={
        <Button size="sm" icon="plus">
          New key
        </Button>
      }
    >
      {made ? (
        <div className="grid gap-4">
          <Note tone="warn" title="It is shown this once.">
            Only its hash is kept here. Put it where your program reads its secrets.
          </Note>
          <p className="break-all mono">
            <CopyText text={made} label="API key" />
          </p>
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => show(false)}>
              I have kept it
            </Button>
          </div>
        </div>
      ) : (
        <ActionForm
          aria-label="New API key"
          action={(input: { name: string; scopes: string[] }) => createApiKeyAction(tenant, input)}
          toInput={(data) => ({
            name: formText(data, 'name'),
            scopes: scopesOf(data),
          })}
          onSuccess={(key) => {
            setMade(key.key);
            router.refresh();
          }}
        >
          <Field name="name" label="Which program uses it?">
            <Input maxLength={100} autoComplete="off" placeholder="Registry sync" />
          </Field>
          <ScopeFields grantable={grantable} />
          <FormErrors labels={{ name: 'Program', scopes: 'Rights' }} />
          <SubmitRow label="Make key" onCancel={() => show(false)} />
        </ActionForm>
      )}
    </Dialog>
  );
}
