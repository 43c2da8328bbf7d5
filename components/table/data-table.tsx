import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn';
import { Icon } from '../ui/icon';
import { SkeletonRows } from '../ui/skeleton';
import { PageSelect, RowSelect } from './row-select';
import { RowKeys } from './selection';

export type Column<Row> = {
  key: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and money: right, tabular. */
  align?: 'left' | 'right';
  /** A CSS width such as '8rem'; the others share the rest. */
  width?: string;
  /** Address that sorts by this column; `sorted` says how it is sorted now. */
  sortHref?: string;
  sorted?: 'ascending' | 'descending';
  /** On a phone a row has two lines: title, sub below it, side at the right; the rest is hidden. */
  phone?: 'title' | 'sub' | 'side';
  /** Hidden under 1100 px; for what is nice to have. */
  wide?: boolean;
};

type DataTableProps<Row> = {
  /** What the rows are, for readers: "Contacts". */
  label: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  id: (row: Row) => string;
  /** Where the row opens; the title column (else the first) becomes the link. Null: nowhere. */
  href?: (row: Row) => string | null;
  /** The row's name for its box, null: it has none; needs a Selection of those that have around the table. */
  selectable?: (row: Row) => string | null;
  loading?: boolean;
  /** Shown instead of rows when there are none, or when they could not be read. */
  empty?: ReactNode;
  error?: ReactNode;
  /** Totals, when the numbers add up: one cell for each column. */
  total?: ReadonlyArray<ReactNode>;
};

const phoneCell = {
  title: 'max-md:col-start-2 max-md:row-start-1 max-md:self-end',
  sub: 'max-md:col-start-2 max-md:row-start-2 max-md:self-start max-md:text-left max-md:text-xs max-md:text-ink-3',
  side: 'max-md:col-start-3 max-md:row-span-2 max-md:row-start-1 max-md:self-center',
  none: 'max-md:hidden',
};
const phoneHead = { title: 'max-md:col-start-2', side: 'max-md:col-start-3 max-md:w-auto! max-md:justify-end' };
const grid =
  'max-md:grid max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:gap-x-3 max-md:border-b max-md:border-line max-md:pr-4';
/** Without boxes their column is empty, and only its gap is left of the text. */
const gridStart = (selectable: boolean) => (selectable ? 'max-md:pl-4' : 'max-md:pl-1');
const cellBase =
  'h-(--row) border-b border-line px-3 py-1 first:pl-6 last:pr-6 max-md:block max-md:h-auto max-md:border-0 max-md:p-0 max-md:first:pl-0 max-md:last:pr-0';

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const arrow = column.sorted === 'ascending' ? 'arrow-up' : 'arrow-down';
  const shown = column.phone === 'title' || column.phone === 'side';
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={column.sorted}
      style={column.width ? { width: column.width } : undefined}
      className={cn(
        'sticky top-0 z-2 h-8.5 border-b border-line bg-surface px-3 text-left text-xs font-medium whitespace-nowrap text-ink-3 first:pl-6 last:pr-6',
        'max-md:flex max-md:items-center max-md:self-center max-md:border-0 max-md:p-0 max-md:first:pl-0 max-md:last:pr-0',
        column.align === 'right' && 'text-right',
        column.wide && 'md:max-[1099px]:hidden',
        shown ? phoneHead[column.phone === 'title' ? 'title' : 'side'] : 'max-md:hidden',
      )}
    >
      {column.sortHref ? (
        <Link href={column.sortHref} scroll={false} className="inline-flex min-h-6 items-center gap-1 hover:text-ink">
          {column.head}
          {column.sorted ? <Icon name={arrow} size={14} /> : null}
        </Link>
      ) : (
        column.head
      )}
    </th>
  );
}

function BodyRow<Row>({ row, ...table }: { row: Row } & DataTableProps<Row>) {
  const titleKey = (table.columns.find((column) => column.phone === 'title') ?? table.columns[0])?.key;
  const href = table.href?.(row);
  const id = table.id(row);
  return (
    <tr
      role="row"
      data-row={id}
      className={cn(
        'group relative hover:bg-hover/55 has-[input:checked]:bg-accent-soft max-md:min-h-15 max-md:py-2',
        grid,
        gridStart(Boolean(table.selectable)),
      )}
    >
      {table.selectable ? (
        <td
          role="cell"
          className="w-10 border-b border-line pl-4 max-md:row-span-2 max-md:-ml-3 max-md:block max-md:w-auto max-md:self-center max-md:border-0 max-md:p-0"
        >
          <RowSelect id={id} label={table.selectable(row)} />
        </td>
      ) : null}
      {table.columns.map((column) => (
        <td
          key={column.key}
          role="cell"
          className={cn(
            cellBase,
            column.align === 'right' && 'text-right figures',
            column.wide && 'md:max-[1099px]:hidden',
            phoneCell[column.phone ?? (column.key === titleKey ? 'title' : 'none')],
          )}
        >
          {href && column.key === titleKey ? (
            <Link
              href={href}
              data-row-link
              className="font-medium outline-none before:absolute before:inset-0 focus-visible:before:outline-2 focus-visible:before:-outline-offset-2 focus-visible:before:outline-focus"
            >
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

/**
 * A list of things. Works in server and client components: give it functions only from the same side.
 * Links and buttons inside other cells need the class `relative z-1` to stay above the row's own link.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, id, selectable, loading, empty, error, total } = props;
  if (error) return <div className="border-y border-line bg-surface">{error}</div>;
  if (loading) return <SkeletonRows label={`${label} are loading`} />;
  if (rows.length === 0) return <div className="border-y border-line bg-surface">{empty}</div>;
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="overflow-x-auto border-t border-line bg-surface -outline-offset-2 scroll-thin md:overflow-x-visible"
    >
      <RowKeys />
      <table role="table" aria-label={label} className="w-full border-separate border-spacing-0 max-md:block">
        <thead role="rowgroup" className="max-md:block">
          <tr role="row" className={cn(grid, gridStart(Boolean(selectable)))}>
            {selectable ? (
              <th
                scope="col"
                role="columnheader"
                className="sticky top-0 z-2 w-10 border-b border-line bg-surface pl-4 max-md:-ml-3 max-md:w-auto max-md:self-center max-md:border-0 max-md:p-0"
              >
                <PageSelect />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="max-md:block">
          {rows.map((row) => (
            <BodyRow key={id(row)} row={row} {...props} />
          ))}
        </tbody>
        {total ? (
          <tfoot role="rowgroup" className="max-md:hidden">
            <tr role="row" className="font-semibold">
              {selectable ? <td role="cell" className="border-t border-line" /> : null}
              {total.map((cell, index) => (
                <td
                  key={columns[index]?.key ?? index}
                  role="cell"
                  className={cn(
                    'h-(--row) border-t border-line px-3 first:pl-6 last:pr-6',
                    columns[index]?.align === 'right' && 'text-right figures',
                  )}
                >
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}
