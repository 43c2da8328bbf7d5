'use client';

import { useEffect, useState } from 'react';
import { previewSegmentAction } from '../actions';

type Answer = Awaited<ReturnType<typeof previewSegmentAction>>;
export type Preview = { result: Extract<Answer, { ok: true }>['value'] | null; error: string | null; busy: boolean };

/** Counts whom a rule finds, 300 ms after its last change; the count before stays until the new one is there. */
export function usePreview(tenant: string, rule: Record<string, unknown>, isValid: boolean): Preview {
  const text = JSON.stringify(rule);
  const [preview, setPreview] = useState<Preview>({ result: null, error: null, busy: true });
  useEffect(() => {
    if (!isValid) return;
    let stale = false;
    setPreview((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      previewSegmentAction(tenant, { rule: JSON.parse(text) as unknown }).then(
        (answer) => {
          if (stale) return;
          setPreview((before) =>
            answer.ok
              ? { result: answer.value, error: null, busy: false }
              : { ...before, error: answer.error.message, busy: false },
          );
        },
        () =>
          !stale &&
          setPreview((before) => ({
            ...before,
            error: 'The server did not answer. Change the rule to count again.',
            busy: false,
          })),
      );
    }, 300);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [tenant, text, isValid]);
  return preview;
}
