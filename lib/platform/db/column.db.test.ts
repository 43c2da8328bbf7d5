import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { column } from './column';

const database = await testDatabase();
const sql = database.services.system.tags;

it.each([
  ['equal values', 'text', ['a', 'a', 'a']],
  ['values that differ', 'text', ['a', null, 'a"{},\\']],
  ['one value', 'smallint', [3]],
  ['nothing but null', 'uuid', [null, null]],
  ['equal ids', 'uuid', ['01a20344-505e-7fd5-957c-4108a1174a29', '01a20344-505e-7fd5-957c-4108a1174a29']],
  ['no values', 'text', []],
] as const)('%s come as they were given', async (_, type, values) => {
  const rows = await sql<{ value: unknown }[]>`select value from unnest(${column(sql, type, values)}) as v (value)`;
  expect(rows.map(({ value }) => value)).toEqual(values);
});

it('an instant keeps its microseconds', async () => {
  const at = '2026-11-22 11:40:00.123456+00';
  for (const values of [
    [at, at],
    [at, '2026-11-22 11:40:01+00'],
  ])
    expect(
      (
        await sql<
          { at: string }[]
        >`select value::text as at from unnest(${column(sql, 'timestamptz', values)}) as v (value)`
      )[0],
    ).toEqual({ at });
});
