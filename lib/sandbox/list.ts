import { and, desc, eq, lt, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { sandboxMessages } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { containing } from '@/lib/platform/db/like';
import { CaughtList, CaughtPage } from './schema';

export const listCaught = query({
  name: 'sandbox.list',
  summary: 'List the messages that the sandbox caught, newest first',
  access: 'sandbox:read',
  http: { method: 'GET', path: '/sandbox/messages' },
  input: CaughtList,
  output: CaughtPage,
  async run(ctx, input) {
    const { tenantId, id, messageId, recipient, subject, caughtAt } = sandboxMessages;
    const where = [eq(tenantId, ctx.tenant)];
    if (input.q) {
      const pattern = containing(input.q);
      where.push(sql`(${recipient} ilike ${pattern} or ${subject} ilike ${pattern})`);
    }
    if (input.cursor) {
      const [at, last] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const after = or(lt(caughtAt, new Date(at)), and(eq(caughtAt, new Date(at)), lt(id, last)));
      if (after) where.push(after);
    }
    const rows = await ctx.tx
      .select({ id, messageId, recipient, subject, caughtAt })
      .from(sandboxMessages)
      .where(and(...where))
      .orderBy(desc(caughtAt), desc(id))
      .limit(input.limit + 1);
    return toPage(
      rows,
      input.limit,
      (row) => ({ ...row, caughtAt: row.caughtAt.toISOString() }),
      (row) => [row.caughtAt.toISOString(), row.id],
    );
  },
});
