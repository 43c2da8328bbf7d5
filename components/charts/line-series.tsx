import { cn } from '../ui/cn';
import { formatNumber } from '../ui/format';
import { axisWidth, LabelAxis, ValueAxis } from './axis';
import { ChartFrame } from './chart-frame';
import { ticksFor } from './scale';
import { dashes, strokes, toneAt, type Series } from './types';

type LineSeriesProps = {
  title: string;
  finding: string;
  labels: readonly string[];
  /** At most six; put the rest in one called "Other". */
  series: readonly Series[];
  labelHead?: string;
  height?: number;
};

/** How a few measures of one kind change over time. */
export function LineSeries({ title, finding, labels, series, labelHead = '', height = 140 }: LineSeriesProps) {
  const ticks = ticksFor(Math.max(0, ...series.flatMap((one) => one.values)));
  const top = ticks.at(-1) ?? 1;
  const line = (values: readonly number[]) =>
    values.map((value, index) => `${((index + 0.5) / labels.length) * 100},${100 - (value / top) * 100}`).join(' ');
  return (
    <ChartFrame
      title={title}
      finding={finding}
      head={[labelHead, ...series.map((one) => one.name)]}
      rows={labels.map((label, index) => [label, ...series.map((one) => formatNumber(one.values[index] ?? 0))])}
      legend={
        series.length > 1 ? (
          <span className="flex flex-wrap gap-x-3 text-xs text-ink-2">
            {series.map((one, index) => (
              <span key={one.name} className="inline-flex items-center gap-1.5">
                <svg aria-hidden width="18" height="4">
                  <line
                    x1="0"
                    x2="18"
                    y1="2"
                    y2="2"
                    strokeWidth="2"
                    strokeDasharray={dashes[index % 6]}
                    className={strokes[one.tone ?? toneAt(index)]}
                  />
                </svg>
                {one.name}
              </span>
            ))}
          </span>
        ) : null
      }
    >
      <div className="relative mt-2" style={{ height }}>
        <ValueAxis ticks={ticks} />
        <svg
          aria-hidden
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-y-0 right-0 h-full overflow-visible"
          style={{ left: axisWidth, width: `calc(100% - ${axisWidth}px)` }}
        >
          {series.slice(0, 6).map((one, index) => (
            <polyline
              key={one.name}
              points={line(one.values)}
              fill="none"
              strokeWidth="2"
              strokeLinejoin="round"
              strokeDasharray={dashes[index]}
              vectorEffect="non-scaling-stroke"
              className={cn(strokes[one.tone ?? toneAt(index)])}
            />
          ))}
        </svg>
      </div>
      <LabelAxis labels={labels} />
    </ChartFrame>
  );
}
