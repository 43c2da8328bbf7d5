import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { contacts, segmentMembers } from '@/db/schema';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { findSegment } from './queries';
import { SegmentMemberPage, SegmentMembersList } from './schema';

export const listSegmentMembers = query({
  name: 'segments.members',
  summary: 'List the members of a segment, page by page',
  access: 'segments:read',
  http: { method: 'GET', path: '/segments/{id}/members' },
  input: SegmentMembersList,
  output: SegmentMemberPage,
  async run(ctx, { id, cursor, limit }) {
    const segment = await findSegment(ctx, id);
    const after = cursor ? decodeCursor(cursor, z.tuple([z.uuid()]))[0] : null;
    const rows = await ctx.tx
      .select({
        id: contacts.id,
        displayName: contacts.displayName,
        email: contacts.email,
        addedAt: segmentMembers.addedAt,
      })
      .from(segmentMembers)
      .innerJoin(
        contacts,
        and(
          eq(contacts.tenantId, segmentMembers.tenantId),
          eq(contacts.id, segmentMembers.contactId),
          isNull(contacts.deletedAt),
        ),
      )
      .where(
        and(
          eq(segmentMembers.tenantId, ctx.tenant),
          eq(segmentMembers.segmentId, id),
          after ? gt(segmentMembers.contactId, after) : undefined,
        ),
      )
      .orderBy(asc(segmentMembers.contactId))
      .limit(limit + 1);
    return {
      ...toPage(
        rows,
        limit,
        (row) => ({ ...row, addedAt: row.addedAt.toISOString() }),
        (row) => [row.id],
      ),
      total: segment.memberCount,
    };
  },
});
