'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlClass } from './control-class';
import { useControl } from './control-context';
import { Icon } from './icon';

export type SelectOption = { value: string; label: string; disabled?: boolean };
type SelectProps = {
  options: readonly SelectOption[];
  /** Shown first with an empty value, such as "Choose a list". */
  placeholder?: string;
  compact?: boolean;
} & Omit<ComponentProps<'select'>, 'children'>;

/** Choose one of up to about twenty: the system's own list, good with a keyboard and on touch. */
export function Select({ options, placeholder, compact, className, ...rest }: SelectProps) {
  const control = useControl();
  const size = compact ? 'h-7 text-xs pointer-coarse:h-11' : 'h-(--control)';
  return (
    <span className={cn('relative block', className)}>
      <select {...control} {...rest} className={cn(controlClass, size, 'appearance-none truncate pr-7')}>
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevron-down"
        size={14}
        className="pointer-events-none absolute inset-y-0 right-2 my-auto text-ink-3"
      />
    </span>
  );
}
