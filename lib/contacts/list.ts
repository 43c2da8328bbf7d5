import { and, desc, eq, gt, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { decodeCursor, encodeCursor, toPage } from '@/lib/platform/cursor';
import type { SearchCursor, SearchPage, SearchPort } from '@/lib/platform/search';
import { postgresSearch } from '@/lib/platform/search/postgres';
import { presentContact, type ContactRow } from './present';
import { extrasOf, restorableSince } from './queries';
import { ContactList, ContactPage } from './schema';
import type { ContactStatus } from './vocabulary';

const exactUpTo = 10_000;
/** Pages of an engine that knows less than all filters, and their size after the first. */
const engineRounds = 10;
const laterHits = 500;
const anyCursor = z
  .array(z.union([z.string(), z.number(), z.null()]))
  .min(1)
  .max(6);
type Input = z.output<typeof ContactList>;

function conditions(ctx: TxCtx, input: Input): SQL[] {
  const all: SQL[] = [
    eq(contacts.tenantId, ctx.tenant),
    ...(input.status === 'deleted'
      ? [gt(contacts.deletedAt, restorableSince(ctx.clock.now()))]
      : [isNull(contacts.deletedAt), eq(contacts.status, input.status)]),
  ];
  if (input.tag) {
    all.push(sql`exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
      where m.tenant_id = ${contacts.tenantId} and m.contact_id = ${contacts.id} and t.name = ${input.tag})`);
  }
  if (input.segmentId) {
    all.push(
      sql`exists (select 1 from segment_members s where s.tenant_id = ${contacts.tenantId} and s.contact_id = ${contacts.id} and s.segment_id = ${input.segmentId})`,
    );
  }
  return all;
}

/** Counts up to the bound; above it nobody reads the last digits. */
async function countUpTo(ctx: TxCtx, where: SQL | undefined): Promise<{ total: number; approximate: boolean }> {
  const [row] = await ctx.tx.execute<{ n: number }>(
    sql`select count(*)::int as n from (select 1 from ${contacts} where ${where} limit ${exactUpTo + 1}) bounded`,
  );
  const n = row?.n ?? 0;
  return { total: Math.min(n, exactUpTo), approximate: n > exactUpTo };
}

async function listed(ctx: TxCtx, input: Input) {
  const where = conditions(ctx, input);
  const total = await countUpTo(ctx, and(...where));
  const name = sql`${contacts.displayName} collate "und-x-icu"`;
  if (input.cursor) {
    const [key, id] = decodeCursor(input.cursor, z.tuple([z.string(), z.uuid()]));
    where.push(
      input.sort === 'name'
        ? sql`(${name}, ${contacts.id}) > (${key}, ${id}::uuid)`
        : sql`(${contacts.createdAt}, ${contacts.id}) < (${key}::timestamptz, ${id}::uuid)`,
    );
  }
  const rows = await ctx.tx
    .select()
    .from(contacts)
    .where(and(...where))
    .orderBy(...(input.sort === 'name' ? [name, contacts.id] : [desc(contacts.createdAt), desc(contacts.id)]))
    .limit(input.limit + 1);
  const { items, nextCursor } = toPage<ContactRow, ContactRow>(
    rows,
    input.limit,
    (row) => row,
    (row) => [input.sort === 'name' ? row.displayName : row.createdAt.toISOString(), row.id],
  );
  return { rows: items, nextCursor, ...total, engine: 'postgres' as const };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);

/** Who was deleted, newest deletion first. No engine indexes them: their text is looked through here. */
async function deleted(ctx: TxCtx, input: Input) {
  const where = conditions(ctx, input);
  for (const word of (input.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8))
    where.push(sql`${contacts.searchText} like fold_text(${`%${escapeLike(word)}%`})`);
  const total = await countUpTo(ctx, and(...where));
  if (input.cursor) {
    const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
    where.push(sql`(${contacts.deletedAt}, ${contacts.id}) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const rows = await ctx.tx
    .select()
    .from(contacts)
    .where(and(...where))
    .orderBy(desc(contacts.deletedAt), desc(contacts.id))
    .limit(input.limit + 1);
  const { items, nextCursor } = toPage<ContactRow, ContactRow>(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.deletedAt?.toISOString() ?? '', row.id],
  );
  return { rows: items, nextCursor, ...total, engine: 'postgres' as const };
}

interface Hit {
  row: ContactRow;
  place: SearchCursor;
}

/** Those of an engine's page who exist and fit the filters by now, in its order. */
async function fitting(ctx: TxCtx, input: Input, { ids, places }: SearchPage): Promise<Hit[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.tx
    .select()
    .from(contacts)
    .where(and(...conditions(ctx, input), inArray(contacts.id, ids)));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id, i) => {
    const [row, place] = [byId.get(id), places[i]];
    return row && place ? [{ row, place }] : [];
  });
}

/** Asks the engine until the page is full. An engine that finds too many who do not fit hands over to PostgreSQL, which knows every filter. */
async function found(ctx: TxCtx, input: Input & { q: string; status: ContactStatus }) {
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

export const listContacts = query({
  name: 'contacts.list',
  summary: 'List or search contacts, page by page',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts' },
  input: ContactList,
  output: ContactPage,
  async run(ctx, input) {
    const { status, q } = input;
    const { rows, ...page } = await (status === 'deleted'
      ? deleted(ctx, input)
      : q
        ? found(ctx, { ...input, status, q })
        : listed(ctx, input));
    const extras = await extrasOf(
      ctx,
      rows.map((row) => row.id),
    );
    return { ...page, items: rows.map((row) => presentContact(row, extras(row.id))) };
  },
});
