'use client';

import { useState, type ReactNode } from 'react';
import { Segmented } from '../ui/segmented';

type ChartFrameProps = {
  title: ReactNode;
  /** What it shows, as a sentence: read instead of the picture. */
  finding: string;
  head: readonly string[];
  rows: ReadonlyArray<readonly string[]>;
  legend?: ReactNode;
  children: ReactNode;
};

/** Title, chart ⇄ table switch, and the numbers as a table. */
export function ChartFrame({ title, finding, head, rows, legend, children }: ChartFrameProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex min-h-7.5 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="font-medium">{title}</span>
        {legend}
        <span className="ml-auto">
          <Segmented
            label="Show as"
            iconsOnly
            value={view}
            onChange={setView}
            options={[
              { value: 'chart', label: 'Chart', icon: 'chart-column' },
              { value: 'table', label: 'Table', icon: 'table-2' },
            ]}
          />
        </span>
      </figcaption>
      {view === 'chart' ? (
        <div role="img" aria-label={finding}>
          {children}
        </div>
      ) : (
        <div
          role="region"
          aria-label="Numbers of the chart"
          tabIndex={0}
          className="max-h-72 overflow-auto -outline-offset-2 scroll-thin"
        >
          <table className="w-full text-xs">
            <thead>
              <tr>
                {head.map((text, index) => (
                  <th
                    key={text}
                    scope="col"
                    className={`border-b border-line py-1 font-medium text-ink-3 ${index ? 'text-right' : 'text-left'}`}
                  >
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row[0]}>
                  {row.map((cell, index) => (
                    <td key={head[index]} className={`border-b border-line py-1 ${index ? 'text-right figures' : ''}`}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </figure>
  );
}
