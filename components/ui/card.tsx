import type { ReactNode } from 'react';
import { cn } from './cn';

type CardProps = {
  title?: ReactNode;
  meta?: ReactNode;
  actions?: ReactNode;
  /** No inner padding: lists and tables run to the edge. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

/** A bounded block with an optional head. */
export function Card({ title, meta, actions, flush, className, children }: CardProps) {
  return (
    <section className={cn('min-w-0 rounded-md border border-line bg-surface', className)}>
      {title || actions ? (
        <header className="flex min-h-10 flex-wrap items-center justify-between gap-x-2 border-b border-line py-1 pr-2 pl-4">
          {title ? <h2 className="flex items-center gap-2 py-1 text-sm font-semibold">{title}</h2> : null}
          <div className={cn('flex min-w-0 items-center gap-1.5 py-0.5 pr-2 text-xs text-ink-3', !title && 'ml-auto')}>
            {meta}
            {actions}
          </div>
        </header>
      ) : null}
      <div className={cn(!flush && 'p-4')}>{children}</div>
    </section>
  );
}
