'use client';

import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { controlClass } from './control-class';
import { useControl } from './control-context';

type InputProps = {
  /** A unit or sign inside the box, after the text. */
  unit?: ReactNode;
} & ComponentProps<'input'>;

/** One line of text, a number, a date. Takes id, name and error from the Field around it. */
export function Input({ unit, className, ...rest }: InputProps) {
  const control = useControl();
  if (!unit) return <input {...control} {...rest} className={cn(controlClass, 'h-(--control)', className)} />;
  // Its width is the box's, so that the unit stands in the field however narrow that is.
  return (
    <span className={cn('relative block', className)}>
      <input {...control} {...rest} className={cn(controlClass, 'h-(--control) pr-14')} />
      <span className="pointer-events-none absolute inset-y-0 right-2.25 flex items-center text-xs text-ink-3">
        {unit}
      </span>
    </span>
  );
}

/** Many lines of text. Grows with what is written where the browser can. */
export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  const control = useControl();
  return (
    <textarea
      {...control}
      {...rest}
      rows={rows}
      className={cn(controlClass, 'field-sizing-content min-h-20 py-1.5 text-base', className)}
    />
  );
}
