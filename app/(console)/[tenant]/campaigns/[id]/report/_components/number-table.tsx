import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { formatNumber } from '@/components/ui/format';

export type NumberColumn<Row> = {
  head: string;
  value: (row: Row) => number;
  /** The list behind the number; without it the number is only told. */
  href?: (row: Row) => string;
  /** A word or rate right of the number. */
  note?: (row: Row) => ReactNode;
  /** Machines' numbers stand back. */
  quiet?: boolean;
};
type NumberTableProps<Row> = {
  /** What the rows are, for readers. */
  label: string;
  head: string;
  rows: readonly Row[];
  id: (row: Row) => string;
  name: (row: Row) => ReactNode;
  /** The row in words, for the links' labels. */
  words: (row: Row) => string;
  columns: readonly NumberColumn<Row>[];
  /** Scrolls after so many pixels. */
  height?: number;
};

const headCell =
  'sticky top-0 z-1 h-8.5 border-b border-line bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-3';

/** What stands right of a number; as wide in the head, which stands above the number. */
const beside = 'ml-1 inline-block min-w-13';

/** Names and their numbers; each number opens the list of its recipients. */
export function NumberTable<Row>({ label, head, rows, id, name, words, columns, height }: NumberTableProps<Row>) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-auto -outline-offset-2 scroll-thin"
      style={height ? { maxHeight: height } : undefined}
    >
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            <th scope="col" className={cn(headCell, 'left-0 z-2 pl-4 text-left')}>
              {head}
            </th>
            {columns.map((column) => (
              <th key={column.head} scope="col" className={cn(headCell, 'text-right last:pr-4')}>
                {column.head}
                {column.note ? <span className={beside} /> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)} className="group">
              <th
                scope="row"
                className="sticky left-0 border-b border-line bg-surface py-1 pr-3 pl-4 text-left font-medium group-hover:bg-hover"
              >
                {name(row)}
              </th>
              {columns.map((column) => (
                <td
                  key={column.head}
                  className={cn(
                    'h-9 border-b border-line px-3 text-right whitespace-nowrap figures group-hover:bg-hover last:pr-4',
                    column.quiet && 'text-ink-3',
                  )}
                >
                  <NumberCell column={column} row={row} words={words(row)} />
                  {column.note ? <span className={cn(beside, 'text-xs text-ink-3')}>{column.note(row)}</span> : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NumberCell<Row>({ column, row, words }: { column: NumberColumn<Row>; row: Row; words: string }) {
  const value = column.value(row);
  const href = value > 0 ? column.href?.(row) : undefined;
  if (!href) return <>{formatNumber(value)}</>;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={`${words}: ${formatNumber(value)} ${column.head.toLowerCase()}, list`}
      className="inline-flex min-h-6 min-w-6 items-center justify-end hover:underline focus-visible:underline pointer-coarse:min-h-11"
    >
      {formatNumber(value)}
    </Link>
  );
}
