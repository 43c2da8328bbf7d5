import { and, desc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { contacts } from '@/db/schema';
import { query } from '@/lib/platform/command';
import type { TxCtx } from '@/lib/platform/context';
import { decodeCursor, encodeCursor, toPage } from '@/lib/platform/cursor';
import { presentContact, type ContactRow } from './present';
import { extrasOf } from './queries';
import { ContactList, ContactPage } from './schema';

const exactBelow = 10_000;
const anyCursor = z.array(z.union([z.string(), z.number(), z.null()])).min(1).max(6);
type Input = z.output<typeof ContactList>;

function conditions(ctx: TxCtx, input: Input): SQL[] {
  const all: SQL[] = [eq(contacts.tenantId, ctx.tenant), isNull(contacts.deletedAt), eq(contacts.status, input.status)];
  if (input.tag) {
    all.push(sql`exists (select 1 from contact_tag_mapping m join contact_tags t on t.tenant_id = m.tenant_id and t.id = m.tag_id
      where m.tenant_id = ${contacts.tenantId} and m.contact_id = ${contacts.id} and t.name = ${input.tag})`);
  }
  if (input.segmentId) {
    all.push(sql`exists (select 1 from segment_members s where s.tenant_id = ${contacts.tenantId} and s.contact_id = ${contacts.id} and s.segment_id = ${input.segmentId})`);
  }
  return all;
}

/** Counts up to the bound; above it an estimate is shown, since nobody reads the last digits. */
async function countUpTo(ctx: TxCtx, where: SQL | undefined): Promise<{ total: number; approximate: boolean }> {
  const [row] = await ctx.tx.execute<{ n: number }>(sql`select count(*)::int as n from (select 1 from ${contacts} where ${where} limit ${exactBelow}) bounded`);
  const n = row?.n ?? 0;
  if (n < exactBelow) return { total: n, approximate: false };
  const [estimate] = await ctx.tx.execute<{ n: number }>(sql`select greatest(${exactBelow}, (select reltuples from pg_class where oid = 'contacts'::regclass))::bigint::int as n`);
  return { total: estimate?.n ?? n, approximate: true };
}

async function listed(ctx: TxCtx, input: Input) {
  const where = conditions(ctx, input);
  const total = await countUpTo(ctx, and(...where));
  const name = sql`${contacts.displayName} collate "und-x-icu"`;
  if (input.cursor) {
    const [key, id] = decodeCursor(input.cursor, z.tuple([z.string(), z.uuid()]));
    where.push(input.sort === 'name' ? sql`(${name}, ${contacts.id}) > (${key}, ${id}::uuid)` : sql`(${contacts.createdAt}, ${contacts.id}) < (${key}::timestamptz, ${id}::uuid)`);
  }
  const rows = await ctx.tx.select().from(contacts).where(and(...where))
    .orderBy(...(input.sort === 'name' ? [name, contacts.id] : [desc(contacts.createdAt), desc(contacts.id)])).limit(input.limit + 1);
  const { items, nextCursor } = toPage<ContactRow, ContactRow>(rows, input.limit, (row) => row, (row) => [input.sort === 'name' ? row.displayName : row.createdAt.toISOString(), row.id]);
  return { rows: items, nextCursor, ...total, engine: 'postgres' as const };
}

async function found(ctx: TxCtx, input: Input & { q: string }) {
  const { search } = ctx.services;
  const after = input.cursor ? decodeCursor(input.cursor, anyCursor) : null;
  const page = await search.contacts({ tenant: ctx.tenant, q: input.q, limit: input.limit, after });
  const rows = page.ids.length ? await ctx.tx.select().from(contacts).where(and(...conditions(ctx, input), inArray(contacts.id, page.ids))) : [];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const ordered = page.ids.flatMap((id) => byId.get(id) ?? []);
  return { rows: ordered, nextCursor: page.next ? encodeCursor(page.next) : null, total: ordered.length, approximate: page.next !== null, engine: search.engine };
}

export const listContacts = query({
  name: 'contacts.list',
  summary: 'List or search contacts, page by page',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts' },
  input: ContactList,
  output: ContactPage,
  async run(ctx, input) {
    const { rows, ...page } = input.q ? await found(ctx, { ...input, q: input.q }) : await listed(ctx, input);
    const extras = await extrasOf(ctx, rows.map((row) => row.id));
    return { ...page, items: rows.map((row) => presentContact(row, extras(row.id))) };
  },
});
