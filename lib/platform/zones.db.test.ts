import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { zoneNamed } from './zones';

const database = await testDatabase();
const sql = database.owner.tags;
const namesOf = async (view: 'pg_timezone_names' | 'pg_timezone_abbrevs', column: 'name' | 'abbrev') =>
  (await sql<{ name: string }[]>`select ${sql(column)} as name from ${sql(view)}`).map(({ name }) => name);
/** Names that ICU knows and nobody else. */
const ofOneLibrary = ['SystemV/PST8', 'SystemV/AST4ADT', 'SystemV/HST10', 'Etc/Unknown', 'AET', 'CTT', 'VST'];

it('every zone that is taken is one of the database’s, whatever it was called', async () => {
  const theirs = new Set(await namesOf('pg_timezone_names', 'name'));
  const typed = [...theirs, ...Intl.supportedValuesOf('timeZone'), ...ofOneLibrary];
  const taken = typed.map(zoneNamed).filter((zone) => zone !== null);
  expect(new Set(taken).size).toBeGreaterThan(400);
  expect([...new Set(taken)].filter((zone) => !theirs.has(zone))).toEqual([]);
});

it('a name that is taken has the clock that the database gives to it, in winter and in summer', async () => {
  const names = [...(await namesOf('pg_timezone_names', 'name')), ...(await namesOf('pg_timezone_abbrevs', 'abbrev'))];
  const pairs = names.flatMap((typed) => ({ typed, taken: zoneNamed(typed) ?? '' })).filter(({ taken }) => taken);
  expect(pairs.length).toBeGreaterThan(400);
  const apart = await sql`
    select typed, taken from unnest(${pairs.map((p) => p.typed)}::text[], ${pairs.map((p) => p.taken)}::text[]) as p (typed, taken)
    cross join unnest(array['2026-01-15T12:00Z', '2026-07-15T12:00Z']::timestamptz[]) as i (at)
    where at at time zone typed <> at at time zone taken`;
  expect([...apart]).toEqual([]);
});
