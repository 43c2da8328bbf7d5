'use client';

import { cn } from './cn';
import { Icon } from './icon';
import type { IconName } from './icons';

type Option<V extends string> = { value: V; label: string; icon?: IconName };
type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  options: ReadonlyArray<Option<V>>;
  onChange: (value: V) => void;
  /** Icons only; the labels are read and shown as titles. */
  iconsOnly?: boolean;
};

/** Choose one view out of a few; acts at once. */
export function Segmented<V extends string>({ label, value, options, onChange, iconsOnly }: SegmentedProps<V>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex w-fit max-w-full flex-wrap gap-px rounded-sm bg-active p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          aria-label={iconsOnly ? option.label : undefined}
          title={iconsOnly ? option.label : undefined}
          onClick={() => onChange(option.value)}
          className={cn(
            'inline-flex h-6.5 items-center gap-1.25 rounded-[5px] text-xs font-medium whitespace-nowrap text-ink-2 hover:text-ink pointer-coarse:h-10 pointer-coarse:min-w-11 pointer-coarse:justify-center',
            'aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-edge dark:aria-pressed:bg-raised',
            iconsOnly ? 'px-1.75' : 'px-2.25',
          )}
        >
          {option.icon ? <Icon name={option.icon} size={14} /> : null}
          {iconsOnly ? null : option.label}
        </button>
      ))}
    </div>
  );
}
