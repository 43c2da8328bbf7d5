'use client';

import type { ReactNode } from 'react';
import { Button, ButtonLink } from '../ui/button';
import type { IconName } from '../ui/icons';
import { useFormState } from './form-context';

type SubmitRowProps = {
  /** Says the result: "Create contact", "Send to 48,212". */
  label: string;
  icon?: IconName;
  cancelHref?: string;
  onCancel?: () => void;
  busy?: boolean;
  reason?: string;
  danger?: boolean;
  /** Left of the buttons: "Unsaved: 1 rule". Without it a changed form says "Unsaved changes". */
  children?: ReactNode;
};

/** The end of a form: cancel, and the one primary action. */
export function SubmitRow({ label, icon, cancelHref, onCancel, busy, reason, danger, children }: SubmitRowProps) {
  const form = useFormState();
  const left = children ?? (form?.dirty ? 'Unsaved changes' : null);
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 pt-1">
      {left ? <div className="mr-auto text-xs text-ink-3">{left}</div> : null}
      {cancelHref ? (
        <ButtonLink variant="ghost" href={cancelHref}>
          Cancel
        </ButtonLink>
      ) : null}
      {onCancel ? (
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      ) : null}
      <Button
        type="submit"
        variant={danger ? 'danger-solid' : 'primary'}
        icon={icon}
        busy={busy ?? form?.busy}
        reason={reason}
        className="max-md:flex-1"
      >
        {label}
      </Button>
    </div>
  );
}
