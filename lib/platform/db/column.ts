import type { Tags, TagsTx } from '@/db/client';

type Value = string | number | null;

type Type = 'text' | 'uuid' | 'smallint' | 'timestamptz';

/** Columns of these rows, as arrays for `unnest`: each of a type, and what it takes of a row. */
export const columnsOf =
  <Row>(sql: Tags | TagsTx, rows: readonly Row[]) =>
  (type: Type, of: (row: Row) => Value) =>
    column(sql, type, rows.map(of));

/**
 * An array for `unnest`, of values in PostgreSQL's words. What is the same throughout is sent once: writing, sending and
 * reading a thousand equal values costs more than what is done with them.
 */
export function column(sql: Tags | TagsTx, type: Type, values: readonly Value[]) {
  const [first = null] = values;
  const cast = sql.unsafe(type);
  return values.every((value) => value === first)
    ? sql`array_fill(${first}::text::${cast}, array[${values.length}::int])`
    : sql`${values as string[]}::text[]::${cast}[]`;
}
