'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import type { ProviderCreate, ProviderUpdate, SendingProvider } from '@/lib/sending/schema';
import { channelNames, channelOfKind, kindNames, providerKinds, type ProviderKind } from '@/lib/sending/vocabulary';
import type { z } from 'zod';
import { createProviderAction, updateProviderAction } from '../actions';
import { configurationOf, labelsOf } from './fields';
import { KindFields } from './kind-fields';
import { ProviderEffect } from './provider-effect';

const kinds = providerKinds.map((value) => ({
  value,
  label: channelOfKind[value] === 'email' ? `${channelNames.email}: ${kindNames[value]}` : kindNames[value],
}));

/** Sets up a provider of any kind. */
export function NewProvider({ tenant }: { tenant: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<ProviderKind>('smtp');
  const [secret, setSecret] = useState<string | null>(null);
  const show = (on: boolean) => {
    setOpen(on);
    setSecret(null);
  };
  return (
    <Dialog
      title={secret ? 'Copy the signing secret now' : 'Add a provider'}
      open={open}
      onOpenChange={show}
      trigger={
        <Button variant="primary" icon="plus">
          Add provider
        </Button>
      }
    >
      {secret ? (
        <div className="grid gap-4">
          <Note tone="warn" title="It is shown this once.">
            Your server checks each request with it (Standard Webhooks).
          </Note>
          <p className="break-all mono">
            <CopyText text={secret} label="signing secret" />
          </p>
          <div className="flex justify-end">
            <Button variant="primary" onClick={() => show(false)}>
              I have kept it
            </Button>
          </div>
        </div>
      ) : (
        <ActionForm
          aria-label="Add a provider"
          action={(input: ProviderCreate) => createProviderAction(tenant, input)}
          toInput={(data) =>
            ({ name: formText(data, 'name'), configuration: configurationOf(kind, data) }) as unknown as ProviderCreate
          }
          onSuccess={({ provider, signingSecret }) => {
            setSecret(signingSecret);
            if (!signingSecret) setOpen(false);
            toast(`Added ${provider.name}. Send a test before you rely on it.`);
            router.refresh();
          }}
        >
          <Field name="kind" label="Kind">
            <Select options={kinds} value={kind} onChange={(event) => setKind(event.target.value as ProviderKind)} />
          </Field>
          <Field name="name" label="Name" help="Messages that it takes carry this name.">
            <Input maxLength={30} autoComplete="off" placeholder={kindNames[kind]} />
          </Field>
          <KindFields kind={kind} />
          <ProviderEffect tenant={tenant} channel={channelOfKind[kind]} sandbox={kind === 'sandbox'} />
          <FormErrors labels={labelsOf(kind)} />
          <SubmitRow label="Add provider" onCancel={() => show(false)} />
        </ActionForm>
      )}
    </Dialog>
  );
}

/** Changes a provider's name and settings. */
export function EditProvider({
  tenant,
  provider,
  onClose,
}: {
  tenant: string;
  provider: SendingProvider;
  onClose: () => void;
}) {
  const router = useRouter();
  return (
    <Dialog title={`Change ${provider.name}`} open onOpenChange={(on) => (on ? undefined : onClose())}>
      <ActionForm
        aria-label={`Change ${provider.name}`}
        action={(input: z.input<typeof ProviderUpdate>) => updateProviderAction(tenant, input)}
        toInput={(data) =>
          ({
            id: provider.id,
            name: formText(data, 'name'),
            configuration: configurationOf(provider.kind, data, { keepsSecrets: true }),
          }) as unknown as z.input<typeof ProviderUpdate>
        }
        onSuccess={({ name }) => {
          toast(`Changed ${name}`);
          onClose();
          router.refresh();
        }}
      >
        <Field name="name" label="Name">
          <Input maxLength={30} autoComplete="off" defaultValue={provider.name} />
        </Field>
        <KindFields kind={provider.kind} provider={provider} />
        <FormErrors labels={labelsOf(provider.kind)} />
        <SubmitRow label="Save" onCancel={onClose} />
      </ActionForm>
    </Dialog>
  );
}
