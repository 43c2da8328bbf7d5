import type { Services } from '../services';
import { containing, typedWords } from '../db/like';
import { systemTags } from '../db/system';
import { bearing } from './filter';
import type { ContactSearch, SearchCursor, SearchPage, SearchPort } from './port';

/**
 * How many names are looked through before an index is asked, and how many more where so many of the first fit that the
 * rest must be near: an index fetches and sorts all who bear the word (1.1 s at 370,000, 15 ms at 3,700).
 */
const walked = 2_000;
const promising = 4;
const walkedFurther = 8_000;

interface Row {
  id: string;
  display_name: string;
}

/** Which contacts are meant: those with a word that begins as typed, or, where there are none, those who have it anywhere. */
type Meaning = 'beginning' | 'part';

/** Every word must be met, in any order, accents and case aside. */
export function postgresSearch(services: Pick<Services, 'system'>): SearchPort {
  return {
    engine: 'postgres',
    index: null,
    ping: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    async contacts(search) {
      // The first page settles what is meant, and its places say so: people who come or go meanwhile do not change it.
      const isPart = search.after?.[3] === 'part';
      const begun = isPart ? [] : await find(services, search, 'beginning');
      return begun.length > 0 || (search.after && !isPart)
        ? toPage(begun, search.limit, 'beginning')
        : toPage(await find(services, search, 'part'), search.limit, 'part');
    },
  };
}

/** The third place is Elasticsearch's own, so that either engine can go on from a page of the other. */
const placeOf = (row: Row, meaning: Meaning): SearchCursor => [row.display_name, row.id, null, meaning];

function toPage(rows: readonly Row[], limit: number, meaning: Meaning): SearchPage {
  const page = rows.slice(0, limit);
  const places = page.map((row) => placeOf(row, meaning));
  return { ids: page.map((row) => row.id), places, next: rows.length > limit ? (places.at(-1) ?? null) : null };
}

/** The first hits in the order of names, one more than asked for. */
async function find(services: Pick<Services, 'system'>, search: ContactSearch, meaning: Meaning): Promise<Row[]> {
  const sql = systemTags(services);
  const { tenant, q, filter = {} } = search;
  const wanted = search.limit + 1;
  const words = typedWords(q);
  const order = sql`order by c.display_name collate "und-x-icu", c.id limit`;
  const behind = (place: SearchCursor | null) =>
    place
      ? sql`and (c.display_name collate "und-x-icu", c.id) > (${String(place[0])}, ${String(place[1])}::uuid)`
      : sql``;
  const fits = sql`${filter.status ? sql`and c.status = ${filter.status}` : sql``} ${bearing(sql, filter)}`;
  const begins = sql`search_lexemes(c.tenant_id, c.search_text) @@ (select search_query(${tenant}, ${words}::text[]))`;
  const has = words.map((word) => sql`and c.search_text like (select fold_text(${containing(word)}))`);
  // A limit inside: names are read in their order until enough of them fit.
  const among = (names: number, place: SearchCursor | null, limit: number) => sql<Row[]>`
    select c.id, c.display_name from (
      select c.tenant_id, c.id, c.display_name, c.search_text, c.status from contacts c
      where c.tenant_id = ${tenant} and c.deleted_at is null ${behind(place)} ${order} ${names}) c
    where true ${has}
      ${meaning === 'beginning' ? sql`and ${begins}` : sql``} ${fits} ${order} ${limit}`;

  const hits: Row[] = await among(walked, search.after, wanted);
  const last = hits.at(-1);
  if (last && hits.length < wanted && hits.length >= promising)
    hits.push(...(await among(walkedFurther, placeOf(last, meaning), wanted - hits.length)));
  if (hits.length === wanted) return hits;
  // Materialised, so that the planner does not walk the names after all in the hope of hits. Words are indexed to a length
  // only and have to fit to their ends, which no index of parts is to be asked for.
  const parts = words.map((word) => sql`and c.search_text like fold_text(${containing(word)})`);
  const isBeginning = meaning === 'beginning';
  return sql<Row[]>`
    with c as materialized (
      select c.tenant_id, c.id, c.display_name, c.search_text, c.status from contacts c where c.deleted_at is null and ${isBeginning ? begins : sql`c.tenant_id = ${tenant} ${parts}`})
    select c.id, c.display_name from c
    where c.tenant_id = ${tenant} ${isBeginning ? has : sql``} ${behind(search.after)} ${fits} ${order} ${wanted}`;
}
