import { formatNumber } from '@/components/ui/format';

type PartCountProps = { count: number | undefined; everybody: number };

/** How many people one part of a rule finds by itself, as a number and as a share of everybody. */
export function PartCount({ count, everybody }: PartCountProps) {
  // Its room is kept, so that nothing moves when the count arrives.
  if (count === undefined) return <span aria-hidden className="inline-block w-26" />;
  const share = everybody > 0 ? (100 * count) / everybody : 0;
  const words = `${formatNumber(count)} of ${formatNumber(everybody)} people by itself`;
  return (
    <span title={words} className="inline-flex items-center gap-2 text-xs text-ink-3">
      <span aria-hidden className="block h-1 w-12 overflow-hidden rounded-full bg-active">
        <span className="block h-full bg-accent" style={{ width: `${share}%` }} />
      </span>
      <span className="min-w-12 text-right figures">{formatNumber(count)}</span>
      <span className="sr-only"> people by itself</span>
    </span>
  );
}
