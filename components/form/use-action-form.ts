'use client';

import { unstable_rethrow } from 'next/navigation';
import { useCallback, useEffect, useId, useRef, useState, useTransition, type FormEvent } from 'react';
import { ontoFields, withoutFields } from './mended';
import type { ActionError, ActionResult } from './result';

type Options<T, I> = {
  /** Turns the form's data into what the action takes; without it the action takes the FormData itself. */
  toInput?: (data: FormData) => I;
  onSuccess?: (value: T) => void;
};

const lost: ActionError = {
  code: 'unavailable',
  message:
    'The server did not answer. Nothing is lost: what you entered is still here. Check the connection and try again.',
};

/**
 * Runs a server action from a form and keeps what was entered. On an error the first wrong field gets the focus.
 * Spread `formProps` on the form, or use ActionForm, which does.
 */
export function useActionForm<T, I = FormData>(
  action: (input: I) => Promise<ActionResult<T>>,
  options: Options<T, I> = {},
) {
  const id = useId();
  const ref = useRef<HTMLFormElement>(null);
  const [busy, startTransition] = useTransition();
  const [error, setError] = useState<ActionError | null>(null);
  const [mended, setMended] = useState<readonly string[]>([]);
  const [dirty, setDirty] = useState(false);
  const edits = useRef(0);

  const tell = (told: ActionError | null) => {
    const isField = (name: string) => ref.current?.elements.namedItem(name) != null;
    setError(told && ontoFields(told, isField));
    setMended([]);
  };

  const edited = useCallback(
    (name: string | null) => {
      edits.current += 1;
      setDirty(true);
      if (name && error?.fields?.[name]) setMended((names) => (names.includes(name) ? names : [...names, name]));
    },
    [error],
  );

  const submit = (data: FormData) => {
    const sent = edits.current;
    startTransition(async () => {
      try {
        const result = await action(options.toInput ? options.toInput(data) : (data as I));
        tell(result.ok ? null : result.error);
        if (!result.ok) return;
        setDirty(edits.current !== sent); // who writes on while it is sent has something unsaved again
        options.onSuccess?.(result.value);
      } catch (cause) {
        // A redirect travels as a throw and belongs to the router.
        unstable_rethrow(cause);
        tell(lost);
      }
    });
  };

  useEffect(() => {
    if (!error) return;
    const wrong = ref.current?.querySelector<HTMLElement>('[aria-invalid=true]');
    const summary = ref.current?.querySelector<HTMLElement>('[data-form-errors]');
    (wrong ?? summary)?.focus();
  }, [error]);

  return {
    id,
    error: error && withoutFields(error, mended),
    isMending: mended.length > 0,
    busy,
    dirty,
    edited,
    submit,
    clearError: () => tell(null),
    formProps: {
      ref,
      noValidate: true,
      // Sent before the page's script runs, a form would put a password into the address.
      method: 'post' as const,
      onSubmit: (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const submitter = (event.nativeEvent as SubmitEvent).submitter;
        if (!busy) submit(new FormData(event.currentTarget, submitter));
      },
      onChange: (event: FormEvent<HTMLFormElement>) => {
        edited(event.target instanceof Element ? event.target.getAttribute('name') : null);
      },
    },
  };
}
