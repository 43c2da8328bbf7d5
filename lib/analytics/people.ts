import { countedOnce, firstOf, undoneOf } from '@/lib/pipeline/vocabulary';

/** The rows that a count of people is made of, beside the hits of earlier days. */
export const peopleEvents = countedOnce.flatMap((event) => [firstOf(event), undoneOf(event)]);
export const hits = [...countedOnce];

// Noted once when the store was made or upgraded, never told by rows: what they are about may be long past.
const since = '(select min(since) from people_since)';

/**
 * Which rows tell a day: before people were counted the hits, from then on each message's own times, never both. Takes the
 * parameters `hits` and `people`.
 */
export const toldOnce = (day: string): string =>
  `(event_type not in {hits:Array(String)} or ${day} < ${since}) and (event_type not in {people:Array(String)} or ${day} >= ${since})`;

/** What a stored event counts as, and whether it takes back what was counted before. */
const meaning = new Map<string, { event: string; sign: 1 | -1 }>(
  countedOnce.flatMap((event): [string, { event: string; sign: 1 | -1 }][] => [
    [firstOf(event), { event, sign: 1 }],
    [undoneOf(event), { event, sign: -1 }],
  ]),
);

/** Adds up the rows of each group and event; what ends in nothing has no line. */
export function countPeople<Row extends { event: string; n: number }>(
  rows: readonly Row[],
  groupOf: (row: Row) => string,
): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const { event, sign } = meaning.get(row.event) ?? { event: row.event, sign: 1 };
    const key = `${groupOf(row)} ${event}`;
    const known = sums.get(key);
    sums.set(key, { ...row, event, n: (known?.n ?? 0) + sign * row.n });
  }
  return [...sums.values()].filter((row) => row.n !== 0);
}
