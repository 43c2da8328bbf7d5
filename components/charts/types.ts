export type DataTone = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
export type Point = {
  label: string;
  value: number;
  /** The period still runs: drawn lighter, marked "so far". */
  soFar?: boolean;
};
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
