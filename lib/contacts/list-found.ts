import { z } from 'zod';
import type { Ctx } from '@/lib/platform/context';
import { decodeCursor, encodeCursor } from '@/lib/platform/cursor';
import { readTogether } from '@/lib/platform/db/read';
import type { SearchCursor, SearchPage, SearchPort } from '@/lib/platform/search';
import { postgresSearch } from '@/lib/platform/search/postgres';
import { filters, type ListInput } from './list-rows';
import { contactColumns, type FullContact } from './rows';
import type { ContactStatus } from './vocabulary';

/** Pages of an engine that knows less than all filters, and their size after the first. */
const engineRounds = 10;
const laterHits = 500;
const anyCursor = z
  .array(z.union([z.string(), z.number(), z.null()]))
  .min(1)
  .max(6);

interface Hit {
  row: FullContact;
  place: SearchCursor;
}

/** Those of an engine's page who exist and fit the filters by now, in its order. */
async function fitting(ctx: Ctx, input: ListInput, { ids, places }: SearchPage): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const [rows] = await readTogether<[FullContact[]]>(ctx, (sql) => [
    sql<FullContact[]>`select ${contactColumns(sql)} from unnest(${ids}::uuid[]) as hit (id)
      join contacts c on c.id = hit.id and c.tenant_id = ${ctx.tenant} where ${filters(sql, ctx, input)}`,
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id, i) => {
    const [row, place] = [byId.get(id), places[i]];
    return row && place ? [{ row, place }] : [];
  });
}

/** Asks the engine until the page is full. An engine that finds too many who do not fit hands over to PostgreSQL, which knows every filter. */
export async function found(ctx: Ctx, input: ListInput & { q: string; status: ContactStatus }) {
  const { search } = ctx.services;
  const { status, tag, segmentId } = input;
  const filter = { status, ...(tag ? { tag } : {}), ...(segmentId ? { segmentId } : {}) };
  const hits: Hit[] = [];
  let after: SearchCursor | null = input.cursor ? decodeCursor(input.cursor, anyCursor) : null;
  // One more than is shown tells whether there is a next page.
  for (let round = 0; hits.length <= input.limit; round++) {
    const engine: Pick<SearchPort, 'contacts'> = round < engineRounds ? search : postgresSearch(ctx.services);
    const page: SearchPage = await engine.contacts({
      tenant: ctx.tenant,
      q: input.q,
      limit: round === 0 ? input.limit + 1 : laterHits,
      after,
      filter,
    });
    hits.push(...(await fitting(ctx, input, page)));
    after = page.next;
    if (!after) break;
  }
  const shown = hits.slice(0, input.limit);
  const last = hits.length > input.limit ? shown.at(-1) : undefined;
  const total = !input.cursor && !last ? shown.length : null;
  return {
    rows: shown.map((hit) => hit.row),
    nextCursor: last ? encodeCursor(last.place) : null,
    total,
    approximate: total === null,
    engine: search.engine,
  };
}
