import { formatNumber } from './format';

/** A number with the locale's thousands; null is "–". */
export function Num({
  value,
  locale,
  strong,
}: {
  value: number | null | undefined;
  locale?: string;
  strong?: boolean;
}) {
  if (value === null || value === undefined) return <span className="text-ink-3">–</span>;
  return <span className={strong ? 'font-semibold figures' : 'figures'}>{formatNumber(value, locale)}</span>;
}
