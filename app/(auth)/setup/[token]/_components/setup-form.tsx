'use client';

import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { useFormState } from '@/components/form/form-context';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { acceptLinkAction } from '../../../actions';

export function SetupForm({ token, email }: { token: string; email: string }) {
  return (
    <ActionForm action={acceptLinkAction} aria-label="Choose a password">
      <input type="hidden" name="token" value={token} />
      <input type="email" name="username" value={email} readOnly hidden autoComplete="username" />
      <Field
        name="password"
        label="Password"
        help="At least 12 characters. A sentence that only you would write is good."
      >
        <Input type="password" autoComplete="new-password" minLength={12} maxLength={200} required />
      </Field>
      <FormErrors labels={{ password: 'Password' }} />
      <Save />
    </ActionForm>
  );
}

function Save() {
  const form = useFormState();
  return (
    <Button type="submit" variant="primary" busy={form?.busy} className="w-full">
      Save password and sign in
    </Button>
  );
}
