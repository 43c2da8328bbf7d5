import { cn } from '../ui/cn';
import { formatNumber, formatTick } from '../ui/format';
import { axisWidth, LabelAxis, ValueAxis } from './axis';
import { ChartFrame } from './chart-frame';
import { ticksFor } from './scale';
import { fills, type DataTone, type Point } from './types';

type BarSeriesProps = {
  title: string;
  finding: string;
  points: readonly Point[];
  /** What a label is and what a value is, as heads of the table view. */
  heads?: readonly [string, string];
  tone?: DataTone;
  /** Height of the plot in px. */
  height?: number;
};

/** Of the plot's width: a bar alone is still a bar, not a wall. */
const widest = 0.12;

/** One measure over time or groups, from 0. Two measures are two charts under each other. */
export function BarSeries({ title, finding, points, heads = ['', 'Value'], tone = 1, height = 120 }: BarSeriesProps) {
  const ticks = ticksFor(Math.max(0, ...points.map((point) => point.value)));
  const top = ticks.at(-1) ?? 1;
  const width = points.length ? 100 / points.length : 100;
  const share = Math.min(0.6, points.length * widest);
  const last = points.at(-1);
  return (
    <ChartFrame
      title={title}
      finding={finding}
      head={heads}
      rows={points.map((point) => [point.label, `${formatNumber(point.value)}${point.soFar ? ' so far' : ''}`])}
    >
      <div className="relative mt-4" style={{ height }}>
        <ValueAxis ticks={ticks} />
        <svg
          aria-hidden
          className="absolute inset-y-0 right-0 h-full overflow-visible"
          style={{ left: axisWidth, width: `calc(100% - ${axisWidth}px)` }}
        >
          {points.map((point, index) => (
            <rect
              key={`${index}-${point.label}`}
              x={`${(index + 0.5 - share / 2) * width}%`}
              width={`${width * share}%`}
              y={`${100 - (point.value / top) * 100}%`}
              height={`${(point.value / top) * 100}%`}
              rx="2"
              strokeOpacity="0.4"
              className={cn(fills[tone], (tone === 2 || tone === 5) && 'stroke-ink', point.soFar && 'opacity-55')}
            >
              <title>{`${point.label}: ${formatNumber(point.value)}${point.soFar ? ' so far' : ''}`}</title>
            </rect>
          ))}
        </svg>
        {last ? (
          <span
            className="absolute -translate-x-1/2 text-2xs font-semibold whitespace-nowrap figures"
            style={{
              left: `calc(${axisWidth}px + (100% - ${axisWidth}px) * ${(points.length - 0.5) / points.length})`,
              bottom: `${(last.value / top) * 100}%`,
            }}
          >
            {formatTick(last.value)}
          </span>
        ) : null}
      </div>
      <LabelAxis labels={points.map((point) => (point.soFar ? `${point.label}, so far` : point.label))} />
    </ChartFrame>
  );
}
