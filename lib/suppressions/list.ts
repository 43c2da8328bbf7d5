import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { suppressionReasons, type SuppressionReason } from '@/lib/pipeline/vocabulary';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { holds, ofKind, presentSuppression, selectSuppressions } from './queries';
import { SuppressionCountInput, SuppressionCounts, SuppressionList, SuppressionPage } from './schema';

const position = z.tuple([z.iso.datetime(), z.uuid()]);

/** Numbers are found as people write them, with blanks and signs between. */
const sought = (q: string): string =>
  /^[+\d][\d\s()/.-]*$/.test(q) ? q.replace(/[\s()/.-]/g, '').replace(/^00/, '+') : q.toLowerCase();

export const listSuppressions = query({
  name: 'suppressions.list',
  summary: 'List the addresses and numbers that get nothing more, newest first',
  access: 'contacts:read',
  http: { method: 'GET', path: '/suppressions' },
  input: SuppressionList,
  output: SuppressionPage,
  async run(ctx, input) {
    const where = [ofKind(input.kind)];
    if (input.reason) where.push(sql`s.reason = ${input.reason}`);
    if (input.q) where.push(sql`strpos(s.address, ${sought(input.q)}) > 0`);
    if (input.cursor) {
      const [at, id] = decodeCursor(input.cursor, position);
      where.push(sql`(s.created_at, s.id) < (${at}::timestamptz, ${id}::uuid)`);
    }
    const rows = await selectSuppressions(ctx, sql.join(where, sql` and `), input.limit + 1);
    return toPage(rows, input.limit, presentSuppression, (row) => [new Date(row.created_at).toISOString(), row.id]);
  },
});

export const countSuppressions = query({
  name: 'suppressions.count',
  summary: 'Count the addresses and numbers that get nothing more, by reason',
  access: 'contacts:read',
  http: { method: 'GET', path: '/suppressions/summary' },
  input: SuppressionCountInput,
  output: SuppressionCounts,
  async run(ctx, { kind }) {
    const rows = await ctx.tx.execute<{ reason: SuppressionReason; addresses: number }>(sql`
      select s.reason, count(*)::int as addresses from email_suppressions s where ${holds(ctx)} and ${ofKind(kind)} group by 1`);
    const of = new Map([...rows].map((row) => [row.reason, row.addresses]));
    return { reasons: suppressionReasons.map((reason) => ({ reason, addresses: of.get(reason) ?? 0 })) };
  },
});
