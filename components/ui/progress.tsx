import { cn } from './cn';

type ProgressProps = {
  label: string;
  done: number;
  /** Unknown length when missing: a moving stripe. */
  total?: number;
  tone?: 'accent' | 'bad' | 'good';
  className?: string;
};
const fills = { accent: 'bg-accent', bad: 'bg-bad', good: 'bg-good' };

/** Work under way. The numbers in words stand beside it. */
export function Progress({ label, done, total, tone = 'accent', className }: ProgressProps) {
  const known = total !== undefined && total > 0;
  const percent = known ? Math.min(100, Math.max(0, (done / total) * 100)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? total : undefined}
      aria-valuenow={known ? Math.min(done, total) : undefined}
      className={cn('h-1.5 overflow-hidden rounded-full bg-active', className)}
    >
      {known ? (
        <div className={cn('h-full rounded-full', fills[tone])} style={{ width: `${percent}%` }} />
      ) : (
        <div className="stripe-move h-full" />
      )}
    </div>
  );
}

type MeterProps = { label: string; value: number; max: number; className?: string };

/** A level on a scale (a score, a share); not work. The number stands beside it. */
export function Meter({ label, value, max, className }: MeterProps) {
  const percent = max > 0 ? Math.min(100, Math.max(0, (value / max) * 100)) : 0;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(max, Math.max(0, value))}
      className={cn('h-1.5 overflow-hidden rounded-full bg-active', className)}
    >
      <div className="h-full rounded-full bg-quiet-text" style={{ width: `${percent}%` }} />
    </div>
  );
}
