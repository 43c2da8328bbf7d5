import type { ReactNode } from 'react';
import { cn } from './cn';
import { formatCount, formatNumber } from './format';
import { Icon } from './icon';
import type { IconName } from './icons';

export type Tone = 'good' | 'warn' | 'bad' | 'unsure' | 'quiet' | 'live' | 'accent';

const soft: Record<Tone | 'line', string> = {
  good: 'bg-good-soft text-good-text',
  warn: 'bg-warn-soft text-warn-text',
  bad: 'bg-bad-soft text-bad-text',
  unsure: 'bg-unsure-soft text-unsure-text',
  quiet: 'bg-quiet-soft text-quiet-text',
  live: 'bg-live-soft text-live-text',
  accent: 'bg-accent-soft text-accent-text',
  line: 'text-ink-2 inset-ring inset-ring-line',
};
const fill: Record<Tone, string> = {
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  unsure: 'bg-unsure',
  quiet: 'bg-quiet',
  live: 'bg-live animate-live',
  accent: 'bg-accent',
};

type BadgeProps = { tone?: Tone | 'line'; icon?: IconName; dot?: boolean; children: ReactNode; title?: string };

/** A state in one or two words. */
export function Badge({ tone = 'quiet', icon, dot, children, title }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex h-5 items-center gap-1.25 rounded-xs px-1.75 align-middle text-xs font-strong whitespace-nowrap',
        soft[tone],
      )}
    >
      {dot && tone !== 'line' ? <span aria-hidden className={cn('size-1.75 rounded-full', fill[tone])} /> : null}
      {icon ? <Icon name={icon} size={12} /> : null}
      {children}
    </span>
  );
}

/** A number in a pill: tabs, groups. Over 99,999 it is shortened and the title is exact. */
export function Count({ value, locale }: { value: number; locale?: string }) {
  return (
    <span
      title={formatNumber(value, locale)}
      className="rounded-full bg-active px-1.5 text-2xs font-strong text-ink-3 figures"
    >
      {formatCount(value, locale)}
    </span>
  );
}

/** A state mark. Never alone: the label is shown, or read if `quietly`. */
export function Dot({ tone, label, quietly }: { tone: Tone; label: string; quietly?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={cn('inline-block size-2 flex-none rounded-full', fill[tone])} />
      <span className={cn(quietly && 'sr-only')}>{label}</span>
    </span>
  );
}
