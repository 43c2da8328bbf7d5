import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { cn } from '../ui/cn';
import { formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import { OutcomeSwatch } from './outcome-badge';
import { missing, outcomeWords, shownOutcomes, type Outcome, type OutcomeCounts } from './outcomes';
import { shareOf, TruthBar } from './truth-bar';

type TruthSumProps = {
  counts: OutcomeCounts;
  /** The term whose reasons are shown below. */
  picked?: Outcome;
  href: (outcome: Outcome) => string;
  plannedHref?: string;
  /** Under a term instead of its share: "next 12:00", "not re-sent". */
  notes?: Partial<Record<Outcome | 'planned', ReactNode>>;
  /** Where a broken sum is looked into. */
  systemHref?: string;
};

/** planned = sent + deferred + skipped + failed + uncertain + in progress; each term opens its list. */
export function TruthSum({ counts, picked, href, plannedHref, notes = {}, systemHref = '/system' }: TruthSumProps) {
  const shown = shownOutcomes(counts);
  return (
    <div>
      {/* What a term's fill stands out by is taken back, so that its figure begins where all else in the card does. */}
      <div className="mb-2 -ml-2 grid grid-cols-2 items-start gap-y-2 min-[360px]:grid-cols-3 lg:flex lg:justify-between">
        <div className="min-[360px]:max-lg:col-span-2">
          <Term label="Planned" value={counts.planned} href={plannedHref} note={notes.planned} />
        </div>
        <span className="self-center justify-self-end lg:hidden">
          <AddsUp counts={counts} systemHref={systemHref} />
        </span>
        {shown.map((outcome, index) => (
          <Fragment key={outcome}>
            <span aria-hidden className="self-start pt-3 text-ink-3 max-lg:hidden">
              {index === 0 ? '=' : '+'}
            </span>
            <Term
              label={outcomeWords[outcome].word}
              outcome={outcome}
              value={counts[outcome]}
              href={href(outcome)}
              note={notes[outcome] ?? shareOf(counts, outcome)}
              picked={picked === outcome}
            />
          </Fragment>
        ))}
        <span className="self-center max-lg:hidden">
          <AddsUp counts={counts} systemHref={systemHref} />
        </span>
      </div>
      <TruthBar counts={counts} />
    </div>
  );
}

type TermProps = { label: string; outcome?: Outcome; value: number; href?: string; note?: ReactNode; picked?: boolean };

function Term({ label, outcome, value, href, note, picked }: TermProps) {
  const body = (
    <>
      <span className="block text-2xl font-semibold tracking-[-0.02em] figures max-md:text-xl">
        {formatNumber(value)}
      </span>
      <span className="flex items-center gap-1.5">
        {outcome ? <OutcomeSwatch outcome={outcome} /> : null}
        {label}
      </span>
      <span className="block text-xs text-ink-3">{note}</span>
    </>
  );
  const look = cn('block w-max max-w-full rounded-sm px-2 py-1 -outline-offset-2', picked && 'bg-active');
  if (!href) return <div className={look}>{body}</div>;
  return (
    <Link href={href} scroll={false} aria-current={picked || undefined} className={cn(look, 'hover:bg-hover')}>
      {body}
    </Link>
  );
}

/** Computed, never claimed: turns red and points to System when somebody is missing. */
export function AddsUp({ counts, systemHref }: { counts: OutcomeCounts; systemHref: string }) {
  const off = missing(counts);
  // Nothing that adds up to nothing proves nothing.
  if (off === 0 && counts.planned === 0) return null;
  if (off === 0) {
    return (
      <span className="flex items-center gap-1.5 text-xs font-medium whitespace-nowrap text-good-text">
        <Icon name="check-check" size={14} /> Adds up
      </span>
    );
  }
  const words = off > 0 ? `${formatNumber(off)} are missing` : `${formatNumber(-off)} too many`;
  return (
    <span role="alert">
      <Link
        href={systemHref}
        className="flex min-h-6 items-center gap-1.5 text-xs font-semibold text-bad-text underline underline-offset-2"
      >
        <Icon name="triangle-alert" size={14} /> Does not add up: {words}
      </Link>
    </span>
  );
}
