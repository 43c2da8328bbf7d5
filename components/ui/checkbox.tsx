'use client';

import { useEffect, useRef, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn';
import { useControl } from './control-context';
import { Icon } from './icon';

type BoxProps = { mixed?: boolean } & Omit<ComponentProps<'input'>, 'type'>;

/** The bare box. Needs an aria-label or a label around it. */
export function CheckBox({ mixed = false, className, ...rest }: BoxProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <span className={cn('relative inline-grid size-4 flex-none place-items-center', className)}>
      <input
        {...rest}
        ref={ref}
        type="checkbox"
        className="peer absolute inset-0 appearance-none rounded-xs border-[1.5px] border-line-strong bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent aria-invalid:border-bad"
      />
      <Icon
        name="check"
        size={12}
        className="pointer-events-none relative hidden text-on-accent peer-checked:block peer-indeterminate:hidden"
      />
      <Icon
        name="minus"
        size={12}
        className="pointer-events-none relative hidden text-on-accent peer-indeterminate:block"
      />
    </span>
  );
}

type LabelledProps = { label: ReactNode; help?: ReactNode };

/** A choice that waits for Save. */
export function Checkbox({ label, help, ...rest }: LabelledProps & BoxProps) {
  const control = useControl();
  return (
    <label className="flex min-h-6 items-start gap-2 py-0.5 pointer-coarse:min-h-11 pointer-coarse:py-2.5">
      <CheckBox {...control} {...rest} className="mt-0.5" />
      <span>
        {label}
        {help ? <span className="block text-xs text-ink-3">{help}</span> : null}
      </span>
    </label>
  );
}

/** One of a few, each said in words. Put several in a RadioGroup. */
export function Radio({ label, help, ...rest }: LabelledProps & Omit<ComponentProps<'input'>, 'type'>) {
  return (
    <label className="flex min-h-6 items-start gap-2 py-0.5 pointer-coarse:min-h-11 pointer-coarse:py-2.5">
      <input
        {...rest}
        type="radio"
        className="mt-0.5 size-4 flex-none appearance-none rounded-full border-[1.5px] border-line-strong bg-surface checked:border-5 checked:border-accent"
      />
      <span>
        {label}
        {help ? <span className="block text-xs text-ink-3">{help}</span> : null}
      </span>
    </label>
  );
}

/** Radios under one question. */
export function RadioGroup({ legend, children }: { legend: ReactNode; children: ReactNode }) {
  const control = useControl();
  return (
    <fieldset id={control.id} aria-describedby={control['aria-describedby']}>
      <legend className="mb-1 font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}
