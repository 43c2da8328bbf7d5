import { z } from 'zod';
import type { Ctx } from '@/lib/platform/context';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { containing } from '@/lib/platform/db/like';
import { readTogether, type TagsTx } from '@/lib/platform/db/read';
import { bearing } from '@/lib/platform/search/filter';
import { restorableSince } from './queries';
import { contactColumns, type FullContact } from './rows';
import type { ContactList } from './schema';

export type ListInput = z.output<typeof ContactList>;

const exactUpTo = 10_000;
const crowdedSeconds = 60;

/** Which contacts `c` the list is about, but for its words. */
export const filters = (sql: TagsTx, ctx: Ctx, { status, tag, segmentId }: Omit<ListInput, 'limit' | 'sort'>) => sql`
  c.tenant_id = ${ctx.tenant}
  ${
    status === 'deleted'
      ? sql`and c.deleted_at > ${restorableSince(ctx.clock.now())}`
      : sql`and c.deleted_at is null and c.status = ${status}`
  }
  ${bearing(sql, { tag, segmentId })}`;

type Fragment = ReturnType<typeof filters>;

/** How many there are, up to the bound; above it nobody reads the last digits, and that it is crowded is remembered a minute. */
async function counted(ctx: Ctx, input: ListInput) {
  const { cache } = ctx.services;
  const key = `contacts:crowded:${JSON.stringify([ctx.tenant, input.status, input.tag, input.segmentId])}`;
  const isCrowded = input.q ? false : (await cache.get<boolean>(key)) === true;
  return {
    statement: (sql: TagsTx, where: Fragment): PromiseLike<{ n: number }[]> =>
      isCrowded
        ? Promise.resolve([{ n: exactUpTo + 1 }])
        : sql<{ n: number }[]>`
            select count(*)::int as n from (select 1 from contacts c where ${where} limit ${exactUpTo + 1}) bounded`,
    async total(n: number) {
      const approximate = n > exactUpTo;
      if (approximate && !isCrowded && !input.q) await cache.set(key, true, crowdedSeconds);
      return { total: Math.min(n, exactUpTo), approximate };
    },
  };
}

interface Order {
  by: (sql: TagsTx) => Fragment;
  after: (sql: TagsTx, place: readonly [string, string]) => Fragment;
  key: (row: FullContact) => string;
  place: z.ZodType<[string, string]>;
}

const byInstant = z.tuple([z.iso.datetime(), z.uuid()]);
const orders = {
  name: {
    by: (sql) => sql`c.display_name collate "und-x-icu", c.id`,
    after: (sql, [name, id]) => sql`and (c.display_name collate "und-x-icu", c.id) > (${name}, ${id}::uuid)`,
    key: (row) => row.displayName,
    place: z.tuple([z.string(), z.uuid()]),
  },
  newest: {
    by: (sql) => sql`c.created_at desc, c.id desc`,
    after: (sql, [at, id]) => sql`and (c.created_at, c.id) < (${at}::timestamptz, ${id}::uuid)`,
    key: (row) => row.createdAt.toISOString(),
    place: byInstant,
  },
  deleted: {
    by: (sql) => sql`c.deleted_at desc, c.id desc`,
    after: (sql, [at, id]) => sql`and (c.deleted_at, c.id) < (${at}::timestamptz, ${id}::uuid)`,
    key: (row) => row.deletedAt?.toISOString() ?? '',
    place: byInstant,
  },
} satisfies Record<string, Order>;

/** One page in an order of those who fit, and how many they are. */
async function page(ctx: Ctx, input: ListInput, order: Order, conditions: (sql: TagsTx) => Fragment) {
  const after = input.cursor ? decodeCursor(input.cursor, order.place) : null;
  const count = await counted(ctx, input);
  const [rows, [bounded]] = await readTogether<[FullContact[], { n: number }[]]>(ctx, (sql) => {
    const where = conditions(sql);
    return [
      sql<FullContact[]>`select ${contactColumns(sql)} from (
        select * from contacts c where ${where} ${after ? order.after(sql, after) : sql``}
        order by ${order.by(sql)} limit ${input.limit + 1}) c order by ${order.by(sql)}`,
      count.statement(sql, where),
    ];
  });
  const { items, nextCursor } = toPage<FullContact, FullContact>(
    rows,
    input.limit,
    (row) => row,
    (row) => [order.key(row), row.id],
  );
  return { rows: items, nextCursor, ...(await count.total(bounded?.n ?? 0)), engine: 'postgres' as const };
}

/** One page of all that fit the filters, and how many they are. */
export const listed = (ctx: Ctx, input: ListInput) =>
  page(ctx, input, input.sort === 'name' ? orders.name : orders.newest, (sql) => filters(sql, ctx, input));

/** Who was deleted, newest deletion first. No engine indexes them: their text is looked through here. */
export function deleted(ctx: Ctx, input: ListInput) {
  const words = (input.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
  return page(
    ctx,
    input,
    orders.deleted,
    (sql) => sql`${filters(sql, ctx, input)}
      and (select coalesce(bool_and(c.search_text like fold_text(w)), true) from unnest(${words.map(containing)}::text[]) w)`,
  );
}
