import { formatNumber } from '../ui/format';

export type PagerCount = {
  /** 1-based position of the first row shown; null when the cursor does not tell. */
  first: number | null;
  shown: number;
  total: number | null;
  /** There are more than the total says. */
  about?: boolean;
};

/** "1–50 of 10,000+" · "3 in all" · "50 shown". */
export function pagerText({ first, shown, total, about }: PagerCount, locale?: string): string {
  if (shown === 0) return 'None';
  const of =
    total === null ? '' : ` of ${formatNumber(Math.max(total, (first ?? 1) + shown - 1), locale)}${about ? '+' : ''}`;
  if (first === null) return `${formatNumber(shown, locale)}${of || ' shown'}`;
  if (first === 1 && total === shown && !about) return `${formatNumber(shown, locale)} in all`;
  const last = first + shown - 1;
  const range =
    last === first ? formatNumber(first, locale) : `${formatNumber(first, locale)}–${formatNumber(last, locale)}`;
  return `${range}${of}`;
}
