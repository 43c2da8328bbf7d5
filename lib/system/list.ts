import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { deadLetters } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { presentDeadLetter } from './present';
import { DeadLetterList, DeadLetterPage, DeadLetterSummary } from './schema';

const position = z.tuple([z.iso.datetime(), z.uuid()]);

export const listDeadLetters = query({
  name: 'system.list_dead_letters',
  summary: 'List facts that a consumer gave up on, newest first',
  access: 'system:read',
  http: { method: 'GET', path: '/system/dead-letters' },
  input: DeadLetterList,
  output: DeadLetterPage,
  async run(ctx, input) {
    const where = [eq(deadLetters.tenantId, ctx.tenant)];
    if (input.consumer) where.push(eq(deadLetters.consumer, input.consumer));
    if (input.state) where.push(eq(deadLetters.state, input.state));
    if (input.open) where.push(inArray(deadLetters.state, ['open', 'replaying']));
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, position);
      where.push(sql`(${deadLetters.createdAt}, ${deadLetters.id}) < (${at}::timestamptz, ${id}::uuid)`);
    }
    const rows = await ctx.tx
      .select()
      .from(deadLetters)
      .where(and(...where))
      .orderBy(desc(deadLetters.createdAt), desc(deadLetters.id))
      .limit(input.limit + 1);
    return toPage(rows, input.limit, presentDeadLetter, (row) => [row.createdAt.toISOString(), row.id]);
  },
});

export const countDeadLetters = query({
  name: 'system.count_dead_letters',
  summary: 'Count what waits, by consumer',
  access: 'system:read',
  http: { method: 'GET', path: '/system/dead-letters/summary' },
  input: z.object({}),
  output: DeadLetterSummary,
  async run(ctx) {
    const rows = await ctx.tx
      .select({
        consumer: deadLetters.consumer,
        open: sql<number>`(count(*) filter (where ${deadLetters.state} = 'open'))::int`,
        replaying: sql<number>`(count(*) filter (where ${deadLetters.state} = 'replaying'))::int`,
      })
      .from(deadLetters)
      .where(and(eq(deadLetters.tenantId, ctx.tenant), inArray(deadLetters.state, ['open', 'replaying'])))
      .groupBy(deadLetters.consumer)
      .orderBy(deadLetters.consumer);
    return { consumers: rows };
  },
});
