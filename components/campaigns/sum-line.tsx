import { TruthBar } from '../outcome/truth-bar';
import type { OutcomeCounts } from '../outcome/outcomes';
import { formatNumber } from '../ui/format';

/** The sum of a campaign in a list: how many were planned, and where they are; what is to be known of those sent. */
export function SumLine({ counts, note }: { counts: OutcomeCounts; note: string | null }) {
  if (counts.planned === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex items-center gap-3">
      <span className="w-16 flex-none text-right figures">{formatNumber(counts.planned)}</span>
      <span className="block min-w-0 flex-1">
        <TruthBar counts={counts} small />
        {note ? <span className="block truncate text-xs text-ink-3">{note}</span> : null}
      </span>
    </span>
  );
}
