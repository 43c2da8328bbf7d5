import type { Services } from '../services';
import { containing } from '../db/like';
import { systemTags } from '../db/system';
import { bearing } from './filter';
import type { ContactSearch, SearchPage, SearchPort } from './port';

/** How many names are looked through before the index is asked. */
const walked = 2_000;

interface Row {
  id: string;
  display_name: string;
}

/** Substring search over folded text: every word must occur, in any order, accents and case aside. */
export function postgresSearch(services: Pick<Services, 'system'>): SearchPort {
  return {
    engine: 'postgres',
    index: null,
    ping: () => Promise.resolve(true),
    close: () => Promise.resolve(),
    async contacts(search) {
      // A common word fills the page from the next names; the index would fetch and sort all who bear it (1.1 s at 370,000).
      const early = await find(services, search, 'names');
      return early.length > search.limit
        ? toPage(early, search.limit)
        : toPage(await find(services, search, 'index'), search.limit);
    },
  };
}

function toPage(rows: readonly Row[], limit: number): SearchPage {
  const page = rows.slice(0, limit);
  const places = page.map((row) => [row.display_name, row.id]);
  return { ids: page.map((row) => row.id), places, next: rows.length > limit ? (places.at(-1) ?? null) : null };
}

/** The first hits in the order of names, one more than asked for: among the next names, or of all by the index. */
async function find(
  services: Pick<Services, 'system'>,
  { tenant, q, limit, after, filter = {} }: ContactSearch,
  by: 'names' | 'index',
): Promise<Row[]> {
  const sql = systemTags(services);
  const words = q.trim().split(/\s+/).slice(0, 8);
  const fits = words.map((word) => sql`and c.search_text like fold_text(${containing(word)})`);
  const behind = after
    ? sql`and (c.display_name collate "und-x-icu", c.id) > (${String(after[0])}, ${String(after[1])}::uuid)`
    : sql``;
  // Materialised, so that the planner neither walks on in the hope of hits nor asks the index for the few.
  return sql<Row[]>`
    with c as materialized (
      select c.tenant_id, c.id, c.display_name, c.search_text, c.status from contacts c
      where c.tenant_id = ${tenant} and c.deleted_at is null
        ${by === 'names' ? sql`${behind} order by c.display_name collate "und-x-icu", c.id limit ${walked}` : fits})
    select c.id, c.display_name from c
    where true ${by === 'names' ? fits : behind}
      ${filter.status ? sql`and c.status = ${filter.status}` : sql``}
      ${bearing(sql, filter)}
    order by c.display_name collate "und-x-icu", c.id limit ${limit + 1}`;
}
