import Link from 'next/link';
import type { ReactNode } from 'react';

export type Fact = { label: string; value: ReactNode; note?: ReactNode; href?: string; aside?: ReactNode };

/** Two to six facts in a row of cells; large figures on boards. A count with `href` opens its list. */
export function FactStrip({ facts, large }: { facts: readonly Fact[]; large?: boolean }) {
  const figure = large ? 'text-2xl font-semibold tracking-tight figures' : 'text-base font-semibold';
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-md border border-line bg-line gap-px md:auto-cols-fr md:grid-flow-col md:grid-cols-none">
      {facts.map((fact) => (
        <div
          key={fact.label}
          className="min-w-0 grow bg-surface px-4 py-2.5 max-md:[&:last-child:nth-child(odd)]:col-span-2"
        >
          <dt className="truncate text-xs text-ink-3">{fact.label}</dt>
          <dd className="flex items-end justify-between gap-2">
            <span className={figure}>
              {fact.href ? (
                <Link href={fact.href} className="hover:underline focus-visible:underline">
                  {fact.value}
                </Link>
              ) : (
                fact.value
              )}
            </span>
            {fact.aside}
          </dd>
          {fact.note ? <dd className="text-xs text-ink-3 wrap-anywhere">{fact.note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
