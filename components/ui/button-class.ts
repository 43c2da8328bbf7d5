import { cn } from './cn';

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger' | 'danger-solid';
export type ButtonSize = 'sm' | 'md';

const variants: Record<ButtonVariant, string> = {
  primary: 'border-accent bg-accent text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover',
  default: 'border-line bg-surface text-ink shadow-edge hover:bg-hover active:bg-active [&>svg]:text-ink-3',
  ghost: 'border-transparent bg-transparent text-ink-2 hover:bg-hover hover:text-ink active:bg-active',
  danger: 'border-line bg-surface text-bad-text shadow-edge hover:border-bad-line hover:bg-bad-soft active:bg-bad-soft',
  'danger-solid': 'border-bad-text bg-bad-text text-surface hover:opacity-90',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.25 text-xs pointer-coarse:h-11',
  md: 'h-(--control) px-2.75 text-sm',
};

/** The look of a button, for elements that must be something else (a summary, a file label). */
export function buttonClass(variant: ButtonVariant = 'default', size: ButtonSize = 'md', className?: string): string {
  return cn(
    'relative inline-flex flex-none items-center justify-center gap-1.5 rounded-sm border font-medium whitespace-nowrap no-underline transition-colors duration-(--dur-fast)',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-ink-3 aria-disabled:shadow-none aria-disabled:hover:bg-transparent',
    sizes[size],
    variants[variant],
    className,
  );
}
