import { z } from 'zod';
import { readTogether } from '@/lib/platform/db/read';
import { notFound } from '@/lib/platform/errors';
import { query } from '@/lib/platform/command';
import { cursorInput, decodeCursor, pageOf, pageSize, toPage } from '@/lib/platform/cursor';
import { timelineEvents, timelineKinds } from './vocabulary';

export const TimelineEntry = z
  .object({
    id: z.string(),
    type: z.string(),
    title: z.string(),
    details: z.record(z.string(), z.unknown()),
    sourceType: z.string().nullable(),
    sourceId: z.string().nullable(),
    actor: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'TimelineEntry' });

interface Row extends Record<string, unknown> {
  id: string;
  event_type: string;
  title: string;
  details: Record<string, unknown>;
  source_type: string | null;
  source_id: string | null;
  actor: string | null;
  occurred: string;
}

const position = z.tuple([z.iso.datetime(), z.uuid(), z.string()]);

export const listTimeline = query({
  name: 'contacts.timeline',
  summary: 'Read what happened with a contact, newest first',
  access: 'contacts:read',
  http: { method: 'GET', path: '/contacts/{id}/timeline' },
  input: z.object({
    id: z.uuid(),
    kind: z.enum(timelineKinds).optional().describe('Only lines of this kind; all unless said.'),
    cursor: cursorInput,
    limit: pageSize,
  }),
  output: pageOf(TimelineEntry).meta({ id: 'TimelinePage' }),
  async hot(ctx, { id, kind, cursor, limit }) {
    const after = cursor ? decodeCursor(cursor, position) : null;
    const [[contact], rows] = await readTogether<[{ id: string }[], Row[]]>(ctx, (sql) => [
      sql<
        { id: string }[]
      >`select id from contacts where tenant_id = ${ctx.tenant} and id = ${id} and deleted_at is null`,
      sql<Row[]>`
        select id, event_type, title, details, source_type, source_id, actor, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as occurred
        from contact_timeline where tenant_id = ${ctx.tenant} and contact_id = ${id}
          ${after ? sql`and (occurred_at, id, event_type) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]})` : sql``}
          ${kind ? sql`and event_type = any(${[...timelineEvents[kind]]}::text[])` : sql``}
        order by occurred_at desc, id desc, event_type desc limit ${limit + 1}`,
    ]);
    if (!contact) throw notFound('contact');
    const present = (row: Row) => ({
      id: row.id,
      type: row.event_type,
      title: row.title,
      details: row.details,
      sourceType: row.source_type,
      sourceId: row.source_id,
      actor: row.actor,
      occurredAt: row.occurred,
    });
    return toPage([...rows], limit, present, (row) => [row.occurred, row.id, row.event_type]);
  },
});
