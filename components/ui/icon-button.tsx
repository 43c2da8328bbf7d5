'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icons';
import { Tooltip } from './tooltip';

type IconButtonProps = {
  icon: IconName;
  label: string;
  keys?: string;
  size?: 'sm' | 'md';
  /** A red pip: something is unread. The label must say it as well. */
  pip?: boolean;
} & Omit<ComponentProps<'button'>, 'aria-label' | 'children'>;

/** An icon alone: always named, always with a tooltip. */
export function IconButton({ icon, label, keys, size = 'md', pip, className, type, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <button
        {...rest}
        type={type ?? 'button'}
        aria-label={label}
        className={cn(
          'relative inline-grid flex-none place-items-center rounded-sm text-ink-3 transition-colors duration-(--dur-fast) hover:bg-hover hover:text-ink aria-expanded:bg-active pointer-coarse:size-11',
          size === 'sm' ? 'size-6' : 'size-7.5',
          className,
        )}
      >
        <Icon name={icon} />
        {pip ? <span className="absolute top-1 right-1 size-2 rounded-full bg-bad ring-2 ring-canvas" /> : null}
      </button>
    </Tooltip>
  );
}
