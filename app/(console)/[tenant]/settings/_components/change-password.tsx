'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formText } from '@/components/form/form-text';
import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { SubmitRow } from '@/components/form/submit-row';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast-store';
import { changePasswordAction } from '../actions';

/** The present password, the new one, and what becomes of the other devices. */
export function ChangePassword({ tenant, email }: { tenant: string; email: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  return (
    <Dialog
      title="Change your password"
      description="Every other device on which you are signed in is signed out."
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" icon="lock">
          Change password
        </Button>
      }
    >
      <ActionForm
        aria-label="Change password"
        action={(input: { current: string; password: string }) => changePasswordAction(tenant, input)}
        toInput={(data) => ({ current: formText(data, 'current'), password: formText(data, 'password') })}
        onSuccess={({ ended }) => {
          setOpen(false);
          toast(
            ended
              ? `Password changed, and ${ended} other ${ended === 1 ? 'device' : 'devices'} signed out`
              : 'Password changed',
          );
          router.refresh();
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field name="current" label="Present password">
          <Input type="password" autoComplete="current-password" maxLength={200} />
        </Field>
        <Field name="password" label="New password" help="At least 12 characters; a few words are good.">
          <Input type="password" autoComplete="new-password" maxLength={200} />
        </Field>
        <FormErrors labels={{ current: 'Present password', password: 'New password' }} />
        <SubmitRow label="Change password" onCancel={() => setOpen(false)} />
      </ActionForm>
    </Dialog>
  );
}
