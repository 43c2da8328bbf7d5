import { and, sql } from 'drizzle-orm';
import { z } from 'zod';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { containing } from '@/lib/platform/db/like';
import { presentThread, threadColumns, threadTables, type ThreadRow } from './present';
import { ThreadList, ThreadPage } from './schema';

export const listThreads = query({
  name: 'inbox.list_threads',
  summary: 'List or search conversations, the latest first',
  access: 'inbox:read',
  http: { method: 'GET', path: '/inbox/threads' },
  input: ThreadList,
  output: ThreadPage,
  async run(ctx, input) {
    const where = [sql`t.tenant_id = ${ctx.tenant}`, sql`t.deleted_at is null`];
    if (input.status) where.push(sql`t.status = ${input.status}`);
    if (input.contactId) where.push(sql`t.contact_id = ${input.contactId}`);
    if (input.q) {
      const pattern = containing(input.q);
      where.push(sql`(fold_text(t.subject) like fold_text(${pattern}) or c.search_text like fold_text(${pattern}))`);
    }
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      where.push(sql`(t.last_message_at, t.id) < (${at}::timestamptz, ${id}::uuid)`);
    }
    const rows = await ctx.tx.execute<ThreadRow>(
      sql`select ${threadColumns} from ${threadTables} where ${and(...where)} order by t.last_message_at desc, t.id desc limit ${input.limit + 1}`,
    );
    return toPage([...rows], input.limit, presentThread, (row) => [row.last, row.id]);
  },
});
