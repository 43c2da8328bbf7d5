import { invalid } from '@/lib/platform/errors';

/** Runs a statement in the caller's transaction, of either kind: a connection's own tag, or drizzle's. */
type Ask = (text: TemplateStringsArray, zone: string) => PromiseLike<readonly unknown[]>;

/**
 * Throws `invalid` for a time zone that the database does not know: its zones and those of programs are not the same, and what it
 * lacks would only be noticed by a report.
 */
export async function requireZone(ask: Ask, zone: string): Promise<void> {
  // Each knows it; looking through all of them takes 50 ms.
  if (zone === 'UTC') return;
  const [known] = await ask`select 1 from pg_timezone_names where name = ${zone}`;
  if (known) return;
  throw invalid(`The database does not know the time zone ${zone}. Choose another one.`, {
    timeZone: 'is not known to the database; choose another one',
  });
}
