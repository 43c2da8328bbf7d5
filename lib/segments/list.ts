import { and, asc, eq, ilike, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { segments } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { containing } from '@/lib/platform/db/like';
import { presentSegment } from './present';
import { labelsOf } from './queries';
import { SegmentList, SegmentPage } from './schema';

const name = sql`${segments.name} collate "und-x-icu"`;

export const listSegments = query({
  name: 'segments.list',
  summary: 'List segments by name, page by page',
  access: 'segments:read',
  http: { method: 'GET', path: '/segments' },
  input: SegmentList,
  output: SegmentPage,
  async run(ctx, { q, cursor, limit }) {
    const after = cursor ? decodeCursor(cursor, z.tuple([z.string(), z.uuid()])) : null;
    const rows = await ctx.tx
      .select()
      .from(segments)
      .where(
        and(
          eq(segments.tenantId, ctx.tenant),
          isNull(segments.deletedAt),
          q ? ilike(segments.name, containing(q)) : undefined,
          after ? sql`(${name}, ${segments.id}) > (${after[0]}, ${after[1]}::uuid)` : undefined,
        ),
      )
      .orderBy(asc(name), asc(segments.id))
      .limit(limit + 1);
    const labels = await labelsOf(ctx);
    return toPage(
      rows,
      limit,
      (row) => presentSegment(row, labels),
      (row) => [row.name, row.id],
    );
  },
});
