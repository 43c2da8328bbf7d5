'use client';

import { ActionForm } from '@/components/form/action-form';
import { Field } from '@/components/form/field';
import { FormErrors } from '@/components/form/form-errors';
import { useFormState } from '@/components/form/form-context';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { signInAction } from '../../actions';

export function LoginForm({ next }: { next: string }) {
  return (
    <ActionForm action={signInAction} aria-label="Sign in">
      <input type="hidden" name="next" value={next} />
      <Field name="email" label="Email">
        <Input type="email" autoComplete="username" required />
      </Field>
      <Field name="password" label="Password">
        <Input type="password" autoComplete="current-password" required />
      </Field>
      <FormErrors labels={{ email: 'Email', password: 'Password' }} />
      <Enter />
    </ActionForm>
  );
}

function Enter() {
  const form = useFormState();
  return (
    <Button type="submit" variant="primary" busy={form?.busy} className="w-full">
      Sign in
    </Button>
  );
}
