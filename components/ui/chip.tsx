import type { ReactNode } from 'react';
import { cn } from './cn';

/** A small closed label in cells and lists: a tag, a rule's name. */
export function Chip({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center rounded-xs px-1.5 text-xs whitespace-nowrap text-ink-2 inset-ring inset-ring-line',
        className,
      )}
    >
      {children}
    </span>
  );
}
