'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { formText } from '@/components/form/form-text';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast-store';
import type { DkimAlgorithm } from '@/lib/sending/vocabulary';
import { createDkimKeyAction } from '../actions';

const algorithms = [
  { value: 'rsa', label: 'RSA 2048: understood everywhere' },
  { value: 'ed25519', label: 'Ed25519: small and fast, beside an RSA key' },
];

/** Makes a key pair; the private half never leaves the server. */
export function NewDkimKey({ tenant }: { tenant: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="New DKIM key"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" icon="plus">
          New key
        </Button>
      }
    >
      <ActionForm
        aria-label="New DKIM key"
        action={(input: { domain: string; algorithm: DkimAlgorithm }) => createDkimKeyAction(tenant, input)}
        toInput={(data) => ({
          domain: formText(data, 'domain'),
          algorithm: formText(data, 'algorithm') as DkimAlgorithm,
        })}
        onSuccess={() => {
          setOpen(false);
          toast('Key made. Publish its record, then check DNS.');
          router.refresh();
        }}
      >
        <Field
          name="domain"
          label="Domain"
          help="The part behind the @ of your sender’s address; it signs for the domains below it too."
        >
          <Input maxLength={253} autoComplete="off" placeholder="alumni.example.org" />
        </Field>
        <Field name="algorithm" label="Kind of key">
          <Select options={algorithms} />
        </Field>
        <FormErrors labels={{ domain: 'Domain', algorithm: 'Kind of key' }} />
        <SubmitRow label="Make key" onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
