import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { deciderSql, deciderTables, undecidedSql, waitsSql } from '@/lib/pipeline';
import { query } from '@/lib/platform/command';
import { decodeCursor, toPage } from '@/lib/platform/cursor';
import { sentence } from '@/lib/platform/text';
import { openSql } from './queries';
import { MessageList, OpenMessageCounts, OpenMessagePage, type OpenMessage } from './schema';
import { mostCounted } from './vocabulary';

type Row = Omit<OpenMessage, 'discarded' | 'at'> & { discarded_at: string | null; discarded_by: string; at: string };

function presentMessage({ discarded_at: at, discarded_by: by, ...row }: Row): OpenMessage {
  return {
    ...row,
    error: row.error === null ? null : sentence(row.error),
    discarded: at === null ? null : { at: new Date(at).toISOString(), by },
    at: new Date(row.at).toISOString(),
  };
}

export const listOpenMessages = query({
  name: 'messages.list',
  summary: 'Messages outside campaigns that failed or are uncertain, newest first: answers, requests to confirm',
  access: 'inbox:read',
  http: { method: 'GET', path: '/messages' },
  input: MessageList,
  output: OpenMessagePage,
  async run(ctx, { outcome, source, undecided, cursor, limit }) {
    const where = [openSql(ctx)];
    if (outcome) where.push(sql`m.rare_status = ${outcome}`);
    if (source) where.push(sql`m.source_type = ${source}`);
    if (undecided) where.push(waitsSql);
    if (cursor) where.push(sql`m.id < ${decodeCursor(cursor, z.tuple([z.uuid()]))[0]}`);
    const rows = await ctx.tx.execute<Row>(sql`
      select m.id as "messageId", m.contact_id as "contactId", c.display_name as name, c.deleted_at is not null as deleted, m.recipient_address as address, m.channel, m.source_type as source,
        t.id as "threadId", i.subject, m.rare_status as outcome, m.error_code as reason, m.error_message as error,
        m.waits, m.decidable, m.discarded_at, ${deciderSql} as discarded_by, coalesce(m.finished_at, m.created_at) as at
      from (select m.*, ${waitsSql} as waits, (rare_status = 'uncertain' or (${undecidedSql})) as decidable
        from pipeline_messages m where ${sql.join(where, sql` and `)} order by m.id desc limit ${limit + 1}) m
      join contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
      left join inbox_messages i on m.source_type = 'inbox' and i.tenant_id = m.tenant_id and i.id = m.source_id
      left join inbox_threads t on t.tenant_id = i.tenant_id and t.id = i.thread_id and t.deleted_at is null and c.deleted_at is null
      ${deciderTables} order by m.id desc`);
    return toPage([...rows], limit, presentMessage, ({ messageId }) => [messageId]);
  },
});

export const countOpenMessages = query({
  name: 'messages.to_decide',
  summary: 'How many messages outside campaigns wait for somebody to decide about them, by what sent them',
  access: 'inbox:read',
  http: { method: 'GET', path: '/messages/summary' },
  input: z.object({}),
  output: OpenMessageCounts,
  async run(ctx) {
    const rows = await ctx.tx.execute<OpenMessageCounts['sources'][number]>(sql`
      select source_type as source, count(*) filter (where rare_status = 'failed')::int as failed, count(*) filter (where rare_status = 'uncertain')::int as uncertain,
        max(coalesce(finished_at, created_at)) as at
      from (select * from pipeline_messages m where ${openSql(ctx)} and ${waitsSql} order by m.id desc limit ${mostCounted}) m group by source_type order by source_type`);
    return { sources: rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() })) };
  },
});
