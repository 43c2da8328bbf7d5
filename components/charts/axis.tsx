import { formatTick } from '../ui/format';
import { labelStep } from './scale';

export const axisWidth = 40;
const labelClass = 'absolute text-2xs whitespace-nowrap text-ink-3 figures';

/** The horizontal lines and their numbers, behind the marks; 0 is at the bottom. */
export function ValueAxis({ ticks }: { ticks: readonly number[] }) {
  const top = ticks.at(-1) ?? 1;
  return (
    <>
      {ticks.map((tick) => (
        <div
          key={tick}
          className="absolute inset-x-0 h-px bg-line"
          style={{ bottom: `${(tick / top) * 100}%`, left: axisWidth }}
        >
          <span className={`${labelClass} right-full -translate-y-1/2 pr-2`}>{formatTick(tick)}</span>
        </div>
      ))}
    </>
  );
}

/** The labels below, as many as fit. */
export function LabelAxis({ labels }: { labels: readonly string[] }) {
  const step = labelStep(labels.length, 7);
  return (
    <div className="relative mt-1 h-4" style={{ marginLeft: axisWidth }}>
      {labels.map((label, index) =>
        index % step === 0 ? (
          <span
            key={`${index}-${label}`}
            className={`${labelClass} -translate-x-1/2 ${index % (step * 2) ? 'max-sm:hidden' : ''}`}
            style={{ left: `${((index + 0.5) / labels.length) * 100}%` }}
          >
            {label}
          </span>
        ) : null,
      )}
    </div>
  );
}
