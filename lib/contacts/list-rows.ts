import { z } from 'zod';
import type { Ctx } from '@/lib/platform/context';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { readTogether, type TagsTx } from '@/lib/platform/db/read';
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
  ${
    tag
      ? sql`and exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
          where m.tenant_id = c.tenant_id and m.contact_id = c.id and t.name = ${tag})`
      : sql``
  }
  ${
    segmentId
      ? sql`and exists (select 1 from segment_members s where s.tenant_id = c.tenant_id and s.contact_id = c.id and s.segment_id = ${segmentId})`
      : sql``
  }`;

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

const byName = z.tuple([z.string(), z.uuid()]);
const byInstant = z.tuple([z.iso.datetime(), z.uuid()]);

/** One page of all that fit the filters, and how many they are. */
export async function listed(ctx: Ctx, input: ListInput) {
  const isByName = input.sort === 'name';
  const after = input.cursor ? decodeCursor(input.cursor, isByName ? byName : byInstant) : null;
  const count = await counted(ctx, input);
  const [rows, [bounded]] = await readTogether<[FullContact[], { n: number }[]]>(ctx, (sql) => {
    const where = filters(sql, ctx, input);
    const order = isByName ? sql`c.display_name collate "und-x-icu", c.id` : sql`c.created_at desc, c.id desc`;
    const place = !after
      ? sql``
      : isByName
        ? sql`and (c.display_name collate "und-x-icu", c.id) > (${after[0]}, ${after[1]}::uuid)`
        : sql`and (c.created_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
    return [
      sql<FullContact[]>`select ${contactColumns(sql)}
        from (select * from contacts c where ${where} ${place} order by ${order} limit ${input.limit + 1}) c order by ${order}`,
      count.statement(sql, where),
    ];
  });
  const { items, nextCursor } = toPage<FullContact, FullContact>(
    rows,
    input.limit,
    (row) => row,
    (row) => [isByName ? row.displayName : row.createdAt.toISOString(), row.id],
  );
  return { rows: items, nextCursor, ...(await count.total(bounded?.n ?? 0)), engine: 'postgres' as const };
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);

/** Who was deleted, newest deletion first. No engine indexes them: their text is looked through here. */
export async function deleted(ctx: Ctx, input: ListInput) {
  const after = input.cursor ? decodeCursor(input.cursor, byInstant) : null;
  const words = (input.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
  const count = await counted(ctx, input);
  const [rows, [bounded]] = await readTogether<[FullContact[], { n: number }[]]>(ctx, (sql) => {
    const patterns = words.map((word) => `%${escapeLike(word)}%`);
    const where = sql`${filters(sql, ctx, input)}
      and (select coalesce(bool_and(c.search_text like fold_text(w)), true) from unnest(${patterns}::text[]) w)`;
    const place = after ? sql`and (c.deleted_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
    return [
      sql<FullContact[]>`select ${contactColumns(sql)}
        from (select * from contacts c where ${where} ${place} order by c.deleted_at desc, c.id desc limit ${input.limit + 1}) c
        order by c.deleted_at desc, c.id desc`,
      count.statement(sql, where),
    ];
  });
  const { items, nextCursor } = toPage<FullContact, FullContact>(
    rows,
    input.limit,
    (row) => row,
    (row) => [row.deletedAt?.toISOString() ?? '', row.id],
  );
  return { rows: items, nextCursor, ...(await count.total(bounded?.n ?? 0)), engine: 'postgres' as const };
}
