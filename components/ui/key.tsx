import type { ReactNode } from 'react';
import { cn } from './cn';

/** A key cap, such as `Ctrl K`. */
export function Key({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'inverse' }) {
  const look = tone === 'inverse' ? 'border-on-inverse/40' : 'border-line bg-canvas text-ink-3';
  return (
    <kbd
      className={cn(
        'rounded-xs border px-1 py-0.75 font-sans text-2xs leading-none font-medium whitespace-nowrap',
        look,
      )}
    >
      {children}
    </kbd>
  );
}
