import type { Tags, TagsTx } from '@/db/client';

type Value = string | number | null;

type Type = 'text' | 'uuid' | 'smallint' | 'timestamptz';

/** What each column takes of a row, and its type. The names are ours, never input: they are part of the statement. */
export type Columns<Row> = Readonly<Record<string, readonly [Type, (row: Row) => Value]>>;

/**
 * These rows for a `from`, under the names of their columns, the first of which tells them apart. What is the same throughout stands
 * beside them once: writing, sending, reading and unrolling a thousand equal values costs more than what is done with them.
 */
export function rowsFrom<Row>(sql: Tags | TagsTx, rows: readonly Row[], columns: Columns<Row>) {
  let [arrays, names, same] = [sql``, sql``, sql``];
  for (const [i, [name, [type, of]]] of Object.entries(columns).entries()) {
    const values = rows.map(of);
    const [first = null] = values;
    const [as, cast, comma] = [sql.unsafe(name), sql.unsafe(type), i === 0 ? sql`` : sql`, `];
    if (i > 0 && values.every((value) => value === first)) same = sql`${same}, ${first}::text::${cast} as ${as}`;
    else {
      arrays = sql`${arrays}${comma}${values as string[]}::text[]::${cast}[]`;
      names = sql`${names}${comma}${as}`;
    }
  }
  return sql`(select listed.* ${same} from unnest(${arrays}) as listed(${names}))`;
}
