'use client';

import { useCallback, useId, useMemo, type ReactNode } from 'react';
import { ControlContext, EditedContext } from '../ui/control-context';
import { Icon } from '../ui/icon';
import { controlId, useFormState } from './form-context';

type FieldProps = {
  name: string;
  label: ReactNode;
  help?: ReactNode;
  optional?: boolean;
  /** Outside an ActionForm, or from the client's own check; else the form's error for this name. */
  error?: string;
  /** For a group that brings its own legend or a checkbox that brings its own label. */
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
};

/** Label above, control, help and error below. The control inside gets id, name and descriptions from here. */
export function Field({ name, label, help, optional, error, hideLabel, className, children }: FieldProps) {
  const own = useId();
  const form = useFormState();
  const id = controlId(form?.id ?? own, name);
  const problem = error ?? form?.error?.fields?.[name];
  const described = [help ? `${id}-help` : '', problem ? `${id}-error` : ''].filter(Boolean).join(' ');
  const control = useMemo(
    () => ({ id, name, 'aria-describedby': described || undefined, 'aria-invalid': problem ? true : undefined }),
    [id, name, described, problem],
  );
  const note = form?.edited;
  const edited = useCallback(() => note?.(name), [note, name]);
  return (
    <div className={className}>
      {hideLabel ? null : (
        <label htmlFor={id} className="mb-1 flex items-baseline gap-1.5 font-medium">
          {label}
          {optional ? <span className="text-xs font-normal text-ink-3">optional</span> : null}
        </label>
      )}
      <ControlContext.Provider value={control}>
        <EditedContext.Provider value={edited}>{children}</EditedContext.Provider>
      </ControlContext.Provider>
      {help ? (
        <p id={`${id}-help`} className="mt-1 max-w-[66ch] text-xs text-ink-3">
          {help}
        </p>
      ) : null}
      {problem ? (
        <p id={`${id}-error`} className="mt-1 flex items-start gap-1.5 text-xs text-bad-text">
          <Icon name="circle-alert" size={14} className="mt-0.5" />
          {problem}
        </p>
      ) : null}
    </div>
  );
}
