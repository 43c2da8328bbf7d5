import { cn } from './cn';

/** A grey bar in the place of text still on its way. Give it the final size by class. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block h-3 animate-live rounded-xs bg-active', className)} />;
}

/** Rows of the real height for a list that loads. */
export function SkeletonRows({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-(--row) items-center gap-4 px-4">
          <Skeleton className="size-6 rounded-full" />
          <Skeleton className="w-1/4" />
          <Skeleton className="w-1/6" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  );
}
