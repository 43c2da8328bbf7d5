'use client';

import type { ReactNode } from 'react';
import { cn } from '../ui/cn';
import { useDialogWork } from '../ui/dialog-work';
import { FormContext } from './form-context';
import type { ActionResult } from './result';
import { useActionForm } from './use-action-form';
import { useUnsavedGuard } from './use-unsaved-guard';

type ActionFormProps<T, I> = {
  action: (input: I) => Promise<ActionResult<T>>;
  toInput?: (data: FormData) => I;
  onSuccess?: (value: T) => void;
  /** Ctrl S saves, and leaving the site with unsaved changes asks once. */
  guard?: boolean;
  className?: string;
  'aria-label'?: string;
  children: ReactNode;
};

/** A form over a server action: fields inside find their errors by name, and what was entered is kept. */
export function ActionForm<T, I = FormData>({
  action,
  toInput,
  onSuccess,
  guard = false,
  className,
  children,
  ...rest
}: ActionFormProps<T, I>) {
  const form = useActionForm(action, { toInput, onSuccess });
  useDialogWork(form.dirty);
  useUnsavedGuard(guard && form.dirty, guard ? form.formProps.ref : null);
  return (
    <FormContext.Provider
      value={{
        ...{ id: form.id, error: form.error, isMending: form.isMending },
        ...{ busy: form.busy, dirty: form.dirty, edited: form.edited },
      }}
    >
      <form {...form.formProps} aria-label={rest['aria-label']} className={cn('flex flex-col gap-4', className)}>
        {children}
      </form>
    </FormContext.Provider>
  );
}
