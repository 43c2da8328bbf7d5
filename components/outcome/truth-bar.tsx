import Link from 'next/link';
import { cn } from '../ui/cn';
import { formatNumber, formatRate } from '../ui/format';
import { OutcomeSwatch } from './outcome-badge';
import { outcomeWords, shownOutcomes, type Outcome, type OutcomeCounts } from './outcomes';

type TruthBarProps = {
  counts: OutcomeCounts;
  /** With words and numbers below. */
  legend?: boolean;
  small?: boolean;
  /** The list of people behind a term. */
  href?: (outcome: Outcome) => string;
};

/** All planned messages as one bar: each outcome by its pattern, none left out. */
export function TruthBar({ counts, legend, small, href }: TruthBarProps) {
  const shown = shownOutcomes(counts);
  const words = shown.map((outcome) => `${outcomeWords[outcome].word} ${formatNumber(counts[outcome])}`).join(', ');
  return (
    <div>
      <div
        role="img"
        aria-label={`${formatNumber(counts.planned)} planned: ${words}`}
        className={cn('flex gap-0.5 overflow-hidden rounded-xs bg-active', small ? 'h-2' : 'h-3')}
      >
        {shown
          .filter((outcome) => counts[outcome] > 0)
          .map((outcome) => (
            <span
              key={outcome}
              className={cn('block h-full min-w-0.75 basis-0', `outcome-${outcome}`)}
              style={{ flexGrow: counts[outcome] }}
            />
          ))}
      </div>
      {legend ? (
        <ul className="mt-3 grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-4 gap-y-1">
          {shown.map((outcome) => (
            <li key={outcome} className="flex items-center gap-2">
              <OutcomeSwatch outcome={outcome} />
              <span className="min-w-0 flex-1 truncate">{outcomeWords[outcome].word}</span>
              <TermNumber outcome={outcome} value={counts[outcome]} href={href} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function TermNumber({
  outcome,
  value,
  href,
}: {
  outcome: Outcome;
  value: number;
  href?: (outcome: Outcome) => string;
}) {
  const text = formatNumber(value);
  if (!href) return <span className="font-medium figures">{text}</span>;
  return (
    <Link
      href={href(outcome)}
      aria-label={`${text} ${outcomeWords[outcome].word.toLowerCase()}: list`}
      className="inline-flex min-h-6 items-center font-medium figures hover:underline focus-visible:underline pointer-coarse:min-h-11"
    >
      {text}
    </Link>
  );
}

/** Share of the planned, for the line under a term. */
export const shareOf = (counts: OutcomeCounts, outcome: Outcome): string => formatRate(counts[outcome], counts.planned);
