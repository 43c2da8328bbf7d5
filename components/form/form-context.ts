'use client';

import { createContext, useContext } from 'react';
import type { ActionError } from './result';

type FormState = {
  id: string;
  error: ActionError | null;
  /** Part of the error was mended since it was told: what is left is not told again. */
  isMending: boolean;
  busy: boolean;
  dirty: boolean;
  /** Takes note of a change to the field of this name. */
  edited: (name: string | null) => void;
};
export const FormContext = createContext<FormState | null>(null);

/** The form around this element; null outside of one. */
export const useFormState = (): FormState | null => useContext(FormContext);

/** The id of a field's control: what the error summary links to. */
export const controlId = (formId: string, name: string): string => `${formId}-${name.replaceAll(/[^\w-]/g, '-')}`;
