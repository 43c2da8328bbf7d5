import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { rowsFrom } from './column';

const database = await testDatabase();
const sql = database.services.system.tags;

it.each([
  ['equal values', 'text', ['a', 'a', 'a']],
  ['values that differ', 'text', ['a', null, 'a"{},\\']],
  ['numbers', 'smallint', [3, 4]],
  ['one value', 'smallint', [3]],
  ['nothing but null', 'uuid', [null, null]],
  ['equal ids', 'uuid', ['01a20344-505e-7fd5-957c-4108a1174a29', '01a20344-505e-7fd5-957c-4108a1174a29']],
  ['no values', 'text', []],
] as const)('%s come as they were given, beside other columns and first', async (_, type, given) => {
  const rows = given.map((value, place) => ({ value, place }));
  const place = ['smallint', (row: (typeof rows)[number]) => row.place] as const;
  const value = [type, (row: (typeof rows)[number]) => row.value] as const;
  const behind = await sql<{ place: number; value: unknown }[]>`
    select r.place, r.value from ${rowsFrom(sql, rows, { place, value })} r order by r.place`;
  expect(behind).toEqual(rows.map((row) => ({ place: row.place, value: row.value })));
  const first = await sql<
    { value: unknown }[]
  >`select r.value from ${rowsFrom(sql, rows, { value, place })} r order by r.place`;
  expect(first.map((row) => row.value)).toEqual(given);
});

it('an instant keeps its microseconds, whether it is the same throughout or not', async () => {
  const at = '2026-11-22 11:40:00.123456+00';
  for (const other of [at, '2026-11-22 11:40:01+00']) {
    const rows = [at, other].map((instant, place) => ({ instant, place }));
    const [first] = await sql<{ at: string }[]>`
      select r.instant::text as at from ${rowsFrom(sql, rows, {
        place: ['smallint', (row) => row.place],
        instant: ['timestamptz', (row) => row.instant],
      })} r order by r.place`;
    expect(first).toEqual({ at });
  }
});
