'use client';

import type { ComponentProps } from 'react';
import { useControl } from '@/components/ui/control-context';

/** Choose or drop a file. Takes id, name and error from the Field around it. */
export function FileInput(props: Omit<ComponentProps<'input'>, 'type' | 'className'>) {
  const control = useControl();
  return (
    <input
      {...control}
      {...props}
      type="file"
      className="w-full rounded-sm border border-dashed border-line-strong bg-surface p-4 text-ink-2 file:mr-3 file:rounded-sm file:border file:border-line file:bg-surface file:px-2.75 file:py-1.5 file:font-medium file:text-ink aria-invalid:border-bad"
    />
  );
}
