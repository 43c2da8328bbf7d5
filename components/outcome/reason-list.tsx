import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '../ui/badge';
import { cn } from '../ui/cn';
import { formatNumber, formatRate } from '../ui/format';
import { OutcomeSwatch } from './outcome-badge';
import type { Outcome } from './outcomes';

export type Reason = {
  key: string;
  /** The gate's check or the kind of failure. */ rule: string;
  text: string;
  count: number;
  href: string;
};
type ReasonListProps = {
  outcome: Outcome;
  title: ReactNode;
  meta?: ReactNode;
  action?: ReactNode;
  reasons: readonly Reason[];
};

/** One term broken down by rule and reason; each count opens its list. */
export function ReasonList({ outcome, title, meta, action, reasons }: ReasonListProps) {
  const total = reasons.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <section>
      <header className="flex flex-wrap items-center gap-2 pt-2.5 pb-1">
        <OutcomeSwatch outcome={outcome} />
        <h3 className="font-semibold">{title}</h3>
        {meta ? <span className="text-xs text-ink-3">{meta}</span> : null}
        {action ? <span className="ml-auto text-xs">{action}</span> : null}
      </header>
      <ul className="divide-y divide-line">
        {reasons.map((reason) => (
          <li key={reason.key} className="flex min-h-7.5 items-center gap-3 py-1">
            <span className="w-27 flex-none max-md:hidden">
              <Badge>{reason.rule}</Badge>
            </span>
            <span className="min-w-0 flex-1 font-medium">
              <span className="sr-only">{reason.rule}: </span>
              {reason.text}
            </span>
            <span
              aria-hidden
              className="block h-1.5 w-24 flex-none overflow-hidden rounded-full bg-active max-md:hidden"
            >
              <span
                className={cn('block h-full rounded-full', `outcome-${outcome}`)}
                style={{ width: `${total ? (reason.count / total) * 100 : 0}%` }}
              />
            </span>
            <span className="w-14 flex-none text-right figures">{formatNumber(reason.count)}</span>
            <span className="w-14 flex-none text-right text-ink-3 figures max-md:hidden">
              {formatRate(reason.count, total)}
            </span>
            <Link
              href={reason.href}
              aria-label={`List of ${formatNumber(reason.count)}: ${reason.text}`}
              className="link inline-flex min-h-6 min-w-6 items-center pointer-coarse:min-h-11"
            >
              List
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
