import { expect, it } from 'vitest';
import { testDatabase } from '@/lib/testing/database';
import { zoneNamed } from './zones';

const database = await testDatabase();

it('every zone that is taken is one of the database’s, whatever it was called', async () => {
  const rows = await database.owner.tags<{ name: string }[]>`select name from pg_timezone_names`;
  const theirs = new Set(rows.map(({ name }) => name));
  const taken = [...theirs, ...Intl.supportedValuesOf('timeZone')].map(zoneNamed).filter((zone) => zone !== null);
  expect(new Set(taken).size).toBeGreaterThan(400);
  expect([...new Set(taken)].filter((zone) => !theirs.has(zone))).toEqual([]);
});
