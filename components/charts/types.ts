export type DataTone = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export type Point = {
  label: string;
  value: number;
  /** The period still runs: drawn lighter, marked "so far". */
  soFar?: boolean;
};
export type Series = { name: string; values: readonly number[]; tone?: DataTone };

export const fills: Record<DataTone, string> = {
  1: 'fill-data-1',
  2: 'fill-data-2',
  3: 'fill-data-3',
  4: 'fill-data-4',
  5: 'fill-data-5',
  6: 'fill-data-6',
  7: 'fill-data-7',
  8: 'fill-data-8',
};
export const strokes: Record<DataTone, string> = {
  1: 'stroke-data-1',
  2: 'stroke-data-2',
  3: 'stroke-data-3',
  4: 'stroke-data-4',
  5: 'stroke-data-5',
  6: 'stroke-data-6',
  7: 'stroke-data-7',
  8: 'stroke-data-8',
};
/** Lines also differ by dash, so that no series is told by colour alone. */
export const dashes = ['', '6 3', '2 3', '8 3 2 3', '1 3', '12 4'] as const;
export const toneAt = (index: number): DataTone => ((index % 8) + 1) as DataTone;
